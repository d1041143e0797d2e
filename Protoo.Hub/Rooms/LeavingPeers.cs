using System.Collections.Concurrent;

namespace Protoo.Rooms;

/// <summary>
/// The peers of this instance that have lost their seats, but whose hub's <c>OnPeerClosedAsync</c> has not finished. A new connection of
/// the same peer waits for it, so that an app sees the old one go before the new one comes.
/// </summary>
internal sealed class LeavingPeers
{
    private readonly ConcurrentDictionary<(string RoomId, string PeerId), PeerConnection> _peers = new();

    public void Add(string roomId, PeerConnection peer) => _peers[(roomId, peer.Seat.PeerId)] = peer;

    public void Remove(string roomId, PeerConnection peer) => _peers.TryRemove(KeyValuePair.Create((roomId, peer.Seat.PeerId), peer));

    public PeerConnection? Find(string roomId, string peerId) => _peers.GetValueOrDefault((roomId, peerId));
}
