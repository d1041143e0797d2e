namespace Protoo;

/// <summary>Names a peer of a room, by its id or by the peer itself: <c>except: [Peer, "bob"]</c>.</summary>
/// <param name="PeerId">The id of the peer. No peer need be there under it.</param>
public readonly record struct PeerRef(string PeerId)
{
    /// <summary>Names a peer by its id.</summary>
    public static implicit operator PeerRef(string peerId) => new(peerId);

    /// <summary>Names a peer.</summary>
    public static implicit operator PeerRef(Peer peer)
    {
        ArgumentNullException.ThrowIfNull(peer);
        return new PeerRef(peer.Id);
    }
}
