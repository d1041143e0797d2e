using System.Text.Json;
using System.Text.Json.Serialization;

namespace Protoo.Server.Messages;

/// <summary>What <c>notify</c>, <c>spread</c> and <c>request</c> have in common. Unknown fields are ignored.</summary>
internal abstract class RoomMessage : IJsonOnDeserialized
{
    private static readonly string[] s_reserved = ["newPeer", "peerClosed", "peerData"];

    /// <summary>The method that the receivers see.</summary>
    public string Method { get; init; } = string.Empty;

    /// <summary>The data for them, passed on as it is.</summary>
    public RawJson Data { get; init; }

    /// <summary>Reads a message.</summary>
    /// <exception cref="ProtooException">400: a field is malformed; the reason names it.</exception>
    public static T Read<T>(RawJson data)
        where T : RoomMessage
    {
        try
        {
            return JsonSerializer.Deserialize(data.Utf8.Span, typeof(T), RoomMessageContext.Default) as T ?? throw new JsonException();
        }
        catch (JsonException exception)
        {
            throw Malformed(FieldOf(exception.Path));
        }
    }

    public virtual void OnDeserialized()
    {
        if (string.IsNullOrEmpty(Method))
        {
            throw Malformed("method");
        }

        if (s_reserved.Contains(Method, StringComparer.OrdinalIgnoreCase))
        {
            throw new ProtooException(StatusCodes.Status400BadRequest, $"The method '{Method}' is reserved for the server.");
        }
    }

    protected static PeerRef[]? ToPeers(string[]? peerIds, string field)
    {
        return peerIds is not null && Array.Exists(peerIds, static peerId => peerId is null)
            ? throw Malformed(field)
            : Array.ConvertAll(peerIds ?? [], static peerId => new PeerRef(peerId));
    }

    protected static ProtooException Malformed(string field)
    {
        return new ProtooException(StatusCodes.Status400BadRequest, field.Length > 0 ? $"The field '{field}' is malformed." : "The data must be an object.");
    }

    // "$.to[0]" is about the field "to".
    private static string FieldOf(string? path)
    {
        var field = path is ['$', '.', .. var rest] ? rest : string.Empty;
        return field.Split('.', '[')[0];
    }
}
