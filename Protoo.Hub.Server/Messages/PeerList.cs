using System.Text.Json.Serialization;

namespace Protoo.Server.Messages;

/// <summary>The answer to <c>getPeers</c>.</summary>
internal sealed record PeerList(
    [property: JsonPropertyName("peers")] IReadOnlyList<PeerEntry> Peers,
    [property: JsonPropertyName("roomData")] RoomData RoomData)
{
    public static PeerList Of(Room room) => new([.. room.Peers.Select(static peer => new PeerEntry(peer.Id, peer.Data))], room.Data);
}
