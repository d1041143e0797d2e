using System.Collections.Concurrent;

namespace Protoo.Rooms;

/// <summary>
/// The peers of this instance that have lost their seats while their hub's <c>OnPeerClosedAsync</c> is still to come, or runs. Who comes
/// back as the same peer waits for it, so that an app sees the one go before the other comes.
/// </summary>
internal sealed class LeavingPeers
{
    private readonly ConcurrentDictionary<(string RoomId, string PeerId), PeerConnection> _peers = new();

    public void Add(string roomId, PeerConnection peer) => _peers[(roomId, peer.Seat.PeerId)] = peer;

    public void Remove(string roomId, PeerConnection peer) => _peers.TryRemove(KeyValuePair.Create((roomId, peer.Seat.PeerId), peer));

    public PeerConnection? Find(string roomId, string peerId) => _peers.GetValueOrDefault((roomId, peerId));
}
