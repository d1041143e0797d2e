using System.Text.Json.Serialization;

namespace Protoo.Server.Messages;

/// <summary>
/// A peer with its data, as an entry of <c>getPeers</c>, or with data from it, as the envelope of what it sends to others.
/// </summary>
internal sealed record PeerEntry(
    [property: JsonPropertyName("peerId")] string PeerId,
    [property: JsonPropertyName("data")] RawJson Data);
