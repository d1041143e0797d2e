using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Protoo.Rooms;

/// <summary>The data of <c>newPeer</c>, <c>peerData</c> and, without data, <c>peerClosed</c>.</summary>
internal sealed record PeerAnnouncement(
    [property: JsonPropertyName("peerId")] string PeerId,
    [property: JsonPropertyName("data"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RawJson? Data)
{
    private static readonly PeerAnnouncementContext s_context = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Returns the JSON, which does not depend on the app's JSON options.</summary>
    public RawJson ToJson() => new(JsonSerializer.SerializeToUtf8Bytes(this, s_context.PeerAnnouncement));

    /// <summary>Returns the data of <c>roomData</c> as JSON.</summary>
    public static RawJson ToJson(RoomData data) => new(JsonSerializer.SerializeToUtf8Bytes(data, s_context.RoomData));
}
