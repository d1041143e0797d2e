using Protoo.Clustering;
using Protoo.Rooms;

namespace Protoo;

/// <summary>A room of a <see cref="ProtooHub{TRoom, TPeer}"/>.</summary>
/// <typeparam name="TRoom">The state of a room.</typeparam>
/// <typeparam name="TPeer">The state of a peer.</typeparam>
public sealed class Room<TRoom, TPeer> : Room
    where TRoom : class
    where TPeer : class
{
    internal Room(LocalRoom room, Seat? sender, InvocationSlot? slot)
        : base(room, sender, slot)
    {
    }

    /// <summary>The state of the room on this instance; null if the room has no peers here, or its state has been disposed of.</summary>
    public TRoom? State => (TRoom?)Local.State?.Value;

    /// <inheritdoc cref="Room.Peers" />
    public new IReadOnlyList<Peer<TPeer>> Peers => [.. Local.GetSeats().Select(ToPeer)];

    /// <inheritdoc cref="Room.FindPeer" />
    public new Peer<TPeer>? FindPeer(string peerId)
    {
        ArgumentNullException.ThrowIfNull(peerId);
        return Local.FindSeat(peerId) is { } seat ? ToPeer(seat) : null;
    }

    private Peer<TPeer> ToPeer(Seat seat) => new(Local, seat, Sender, Slot, connection: null);
}
