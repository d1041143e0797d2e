using System.Text.Json.Serialization;

namespace Protoo.Rooms;

/// <summary>The data of <c>newPeer</c>, <c>peerData</c> and, without data, <c>peerClosed</c>.</summary>
internal sealed record PeerAnnouncement(
    [property: JsonPropertyName("peerId")] string PeerId,
    [property: JsonPropertyName("data"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RawJson? Data);
