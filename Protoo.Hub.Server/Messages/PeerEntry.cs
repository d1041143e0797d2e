using System.Text.Json.Serialization;

namespace Protoo.Server.Messages;

/// <summary>The envelope of what a peer sends to others: who it is, and the data.</summary>
internal sealed record PeerEntry(
    [property: JsonPropertyName("peerId")] string PeerId,
    [property: JsonPropertyName("data")] RawJson Data);
