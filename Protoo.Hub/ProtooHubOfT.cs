using System.Diagnostics.CodeAnalysis;
using Protoo.Protocol;
using Protoo.Rooms;

namespace Protoo;

/// <summary>A <see cref="ProtooHub"/> whose rooms and peers have state on the instance that serves them.</summary>
/// <remarks>
/// <para>
/// A <typeparamref name="TRoom"/> is made for each room with peers on this instance, once, before the first of them is in. A
/// <typeparamref name="TPeer"/> is made for each connection before anybody sees its peer. Both come from dependency injection, in a scope
/// of the room: their constructor takes any services, and those of <c>TRoom</c> the <see cref="Protoo.Room"/>, those of <c>TPeer</c> the
/// <see cref="ConnectionRequest"/> and the <c>TRoom</c>. A <c>TRoom</c> that implements <see cref="IRoomLifetime"/> can be opened and
/// closed asynchronously.
/// </para>
/// <para>
/// Both are disposed of once, asynchronously if they can be: a <c>TPeer</c> after <see cref="ProtooHub.OnPeerClosedAsync"/>, or when the
/// connection is rejected or fails after the <c>TPeer</c> was made; a <c>TRoom</c> after its last peer here.
/// </para>
/// </remarks>
/// <typeparam name="TRoom">The state of a room.</typeparam>
/// <typeparam name="TPeer">The state of a peer.</typeparam>
public abstract class ProtooHub<[DynamicallyAccessedMembers(ReflectedMembers.OfState)] TRoom, [DynamicallyAccessedMembers(ReflectedMembers.OfState)] TPeer> : ProtooHub
    where TRoom : class
    where TPeer : class
{
    /// <inheritdoc cref="ProtooHub.Room" />
    protected new Room<TRoom, TPeer> Room => new(Connection.Room, Sender, Slot);

    /// <inheritdoc cref="ProtooHub.Peer" />
    protected new Peer<TPeer> Peer => new(Connection.Room, Connection.Seat, Sender, Slot, Connection);

    /// <summary>The state of the caller's room. Still there in <see cref="ProtooHub.OnPeerClosedAsync"/>.</summary>
    /// <exception cref="InvalidOperationException"><see cref="ProtooHub.OnConnectedAsync"/> has not been called.</exception>
    protected TRoom RoomState => (TRoom)Connection.Room.State!.Value!;

    /// <summary>The state of the caller. Still there in <see cref="ProtooHub.OnPeerClosedAsync"/>.</summary>
    /// <exception cref="InvalidOperationException"><see cref="ProtooHub.OnConnectedAsync"/> has not been called.</exception>
    protected TPeer PeerState => (TPeer)(Connection.State ?? throw PeerConnection.NotJoined());
}
