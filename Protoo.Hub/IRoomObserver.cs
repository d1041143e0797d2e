using Microsoft.AspNetCore.SignalR;

namespace Protoo;

/// <summary>
/// Watches the rooms of a hub from outside of it: register services that implement this with
/// <c>AddSingleton&lt;IRoomObserver&lt;ConferenceHub&gt;, Billing&gt;()</c>. An instance tells of its own peers, and of the rooms in which it
/// has peers, so that each peer is told of once in a cluster.
/// </summary>
/// <remarks>
/// For each room, <see cref="OnRoomOpenedAsync"/> comes first and <see cref="OnRoomClosedAsync"/> last. What an observer throws is logged, and
/// has no other effect.
/// </remarks>
/// <typeparam name="THub">The hub, usually a <see cref="ProtooHub"/>, which is registered with <c>AddProtoo&lt;THub&gt;()</c>.</typeparam>
public interface IRoomObserver<THub>
    where THub : Hub
{
    /// <summary>Called before the first peer is in the room. Everybody who joins waits for it.</summary>
    /// <param name="room">The room.</param>
    /// <returns>Completes when the room may be joined.</returns>
    Task OnRoomOpenedAsync(Room room) => Task.CompletedTask;

    /// <summary>Called when a peer has joined, after <see cref="ProtooHub.OnPeerJoinedAsync"/>. Its messages are handled afterwards.</summary>
    /// <param name="room">The room.</param>
    /// <param name="peer">The peer.</param>
    /// <returns>Completes when messages of the peer may be handled.</returns>
    Task OnPeerJoinedAsync(Room room, Peer peer) => Task.CompletedTask;

    /// <summary>
    /// Called when a peer has left, after <see cref="ProtooHub.OnPeerClosedAsync"/>, if <see cref="OnPeerJoinedAsync"/> was called for its
    /// connection.
    /// </summary>
    /// <param name="room">The room.</param>
    /// <param name="peer">The peer.</param>
    /// <returns>Completes when the observer has finished with the peer. A new connection of the same peer to this instance waits for this.</returns>
    Task OnPeerClosedAsync(Room room, Peer peer) => Task.CompletedTask;

    /// <summary>
    /// Called when the room was closed or its last peer on this instance has left, after everything else. A new room of the same id may be
    /// open by then.
    /// </summary>
    /// <param name="room">The room.</param>
    /// <returns>Completes when the observer has finished with the room.</returns>
    Task OnRoomClosedAsync(Room room) => Task.CompletedTask;
}
