using System.Text.Json.Serialization;

namespace Protoo.Server.Messages;

/// <summary>A peer and data of or from it: an entry of <c>getPeers</c>, and the envelope of what one peer sends to others.</summary>
internal sealed record PeerEntry(
    [property: JsonPropertyName("peerId")] string PeerId,
    [property: JsonPropertyName("data")] RawJson Data);
