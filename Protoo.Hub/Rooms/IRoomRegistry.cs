using Microsoft.AspNetCore.SignalR;

namespace Protoo;

/// <summary>
/// The rooms of a hub, for code outside of it: inject it into controllers and services, as <see cref="IHubContext{THub}"/>.
/// </summary>
/// <typeparam name="THub">The hub, which is registered with <c>AddProtoo&lt;THub&gt;()</c>.</typeparam>
public interface IRoomRegistry<THub>
    where THub : Hub
{
    /// <summary>Whether <see cref="StopAsync"/> was called.</summary>
    bool IsStopped { get; }

    /// <summary>The rooms that have peers, on whatever instance.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ProtooException">503: the other instances cannot be reached.</exception>
    ValueTask<IReadOnlyList<Room>> GetRoomsAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// The room of an id; null if it has no peers. A room is there from its first peer to its last. If all its peers are on other
    /// instances, the object that is given knows those that are there now.
    /// </summary>
    /// <param name="roomId">The id of the room.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ProtooException">503: it has no peers here, and the other instances cannot be reached.</exception>
    ValueTask<Room?> GetRoomAsync(string roomId, CancellationToken cancellationToken = default);

    /// <summary>
    /// protoo-server's <c>stop()</c>: new connections are refused from now on, native ones with 503 before the upgrade. The
    /// present ones stay.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    Task StopAsync(CancellationToken cancellationToken = default);
}
