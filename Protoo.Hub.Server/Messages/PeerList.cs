using System.Text.Json.Serialization;

namespace Protoo.Server.Messages;

/// <summary>The answer to <c>getPeers</c>.</summary>
internal sealed record PeerList([property: JsonPropertyName("peers")] IReadOnlyList<PeerEntry> Peers)
{
    public static PeerList Of(IReadOnlyList<Peer> peers) => new([.. peers.Select(static peer => new PeerEntry(peer.Id, peer.Data))]);
}
