using Protoo.Clustering;
using Protoo.Rooms;

namespace Protoo;

/// <summary>A peer of a <see cref="ProtooHub{TRoom, TPeer}"/>.</summary>
/// <typeparam name="TPeer">The state of a peer.</typeparam>
public sealed class Peer<TPeer> : Peer
    where TPeer : class
{
    internal Peer(LocalRoom room, Seat seat, Seat? sender, InvocationSlot? slot, PeerConnection? connection)
        : base(room, seat, sender, slot, connection)
    {
    }

    /// <summary>The state of the peer; null for a peer of another instance, and for one that is gone.</summary>
    public TPeer? State => (TPeer?)Connection?.State;
}
