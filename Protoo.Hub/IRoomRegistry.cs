using Microsoft.AspNetCore.SignalR;

namespace Protoo;

/// <summary>
/// The rooms of a hub, for code outside the hub. Inject it into controllers and services, like <see cref="IHubContext{THub}"/>.
/// </summary>
/// <typeparam name="THub">The hub, which is registered with <c>AddProtoo&lt;THub&gt;()</c>.</typeparam>
public interface IRoomRegistry<THub>
    where THub : Hub
{
    /// <summary>Whether <see cref="Stop"/> was called.</summary>
    bool IsStopped { get; }

    /// <summary>Gets the rooms that have peers on any instance.</summary>
    /// <returns>The rooms, in no particular order.</returns>
    /// <exception cref="ProtooException">503: the other instances cannot be reached.</exception>
    ValueTask<IReadOnlyList<Room>> GetRoomsAsync();

    /// <summary>Gets the room with the given id. A room exists from its first peer to its last.</summary>
    /// <param name="roomId">The id of the room, compared ordinally.</param>
    /// <returns>
    /// The room; null if it has no peers. If all its peers are on other instances, the object contains only the peers that are there now.
    /// </returns>
    /// <exception cref="ProtooException">503: the room has no peers on this instance, and the other instances cannot be reached.</exception>
    ValueTask<Room?> GetRoomAsync(string roomId);

    /// <summary>
    /// Watches what happens in a room, on all instances: who sends what to whom, and how much. Nothing is held up for it: a few times a
    /// second, what has happened is passed on, and what is too much is left out and counted.
    /// </summary>
    /// <param name="roomId">The id of the room.</param>
    /// <param name="includeData">Whether to include the data of messages, which may be confidential.</param>
    /// <param name="cancellationToken">Ends watching.</param>
    /// <returns>What happens, from the first <c>MoveNextAsync</c> on, in order for each instance. It ends soon after the room.</returns>
    /// <exception cref="OperationCanceledException">Watching was canceled.</exception>
    IAsyncEnumerable<RoomTraffic> WatchAsync(string roomId, bool includeData = false, CancellationToken cancellationToken = default);

    /// <summary>
    /// Refuses new connections to this instance with 503 from now on, before the upgrade or during negotiation: protoo-server's
    /// <c>stop()</c>. Existing connections stay.
    /// </summary>
    void Stop();
}
