using System.Text.Json;

namespace Protoo.Server.Messages;

/// <summary>The data of a method of the room server that has several fields. Unknown fields are ignored.</summary>
internal abstract class RoomMessage
{
    /// <summary>The inner data, passed on unchanged.</summary>
    public RawJson Data { get; init; }

    /// <summary>Reads a message.</summary>
    /// <param name="method">The server method that the message was sent to.</param>
    /// <param name="data">The message.</param>
    /// <exception cref="ProtooException">400: a field is malformed; the reason names it.</exception>
    public static T Read<T>(string method, RawJson data)
        where T : RoomMessage
    {
        try
        {
            var message = JsonSerializer.Deserialize(data.Utf8.Span, typeof(T), RoomMessageContext.Default) as T ?? throw new JsonException();
            message.Validate(method);
            return message;
        }
        catch (JsonException exception)
        {
            throw FieldOf(exception.Path) is { Length: > 0 } field ? Malformed(method, field) : NoObject(method);
        }
    }

    /// <summary>Creates error 400: the data sent to a server method is not an object.</summary>
    public static ProtooException NoObject(string method) => Refuse(method, "the data must be an object");

    protected abstract void Validate(string method);

    protected static void ThrowIfMalformed(string[]? peerIds, string method, string field)
    {
        if (peerIds?.Contains(null) == true)
        {
            throw Malformed(method, field);
        }
    }

    protected static ProtooException Malformed(string method, string field) => Refuse(method, $"the field '{field}' is malformed");

    protected static ProtooException Refuse(string method, string what) => new(StatusCodes.Status400BadRequest, $"{method}: {what}.");

    // The path "$.to[0]" refers to the field "to".
    private static string FieldOf(string? path)
    {
        var field = path is ['$', '.', .. var rest] ? rest : string.Empty;
        return field.Split('.', '[')[0];
    }
}
