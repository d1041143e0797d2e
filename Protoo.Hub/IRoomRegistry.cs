using Microsoft.AspNetCore.SignalR;

namespace Protoo;

/// <summary>
/// The rooms of a hub, for code outside of it: inject it into controllers and services, as <see cref="IHubContext{THub}"/>.
/// </summary>
/// <typeparam name="THub">The hub, which is registered with <c>AddProtoo&lt;THub&gt;()</c>.</typeparam>
public interface IRoomRegistry<THub>
    where THub : Hub
{
    /// <summary>Whether <see cref="Stop"/> was called.</summary>
    bool IsStopped { get; }

    /// <summary>The rooms that have peers, on whatever instance.</summary>
    /// <returns>The rooms, in no particular order.</returns>
    /// <exception cref="ProtooException">503: the other instances cannot be reached.</exception>
    ValueTask<IReadOnlyList<Room>> GetRoomsAsync();

    /// <summary>The room of an id. A room is there from its first peer to its last.</summary>
    /// <param name="roomId">The id of the room, compared ordinally.</param>
    /// <returns>
    /// The room; null if it has no peers. If all its peers are on other instances, the object knows those that are there now.
    /// </returns>
    /// <exception cref="ProtooException">503: it has no peers here, and the other instances cannot be reached.</exception>
    ValueTask<Room?> GetRoomAsync(string roomId);

    /// <summary>
    /// protoo-server's <c>stop()</c>: new connections to this instance are refused from now on with 503, before the upgrade or as they
    /// negotiate. The present ones stay.
    /// </summary>
    void Stop();
}
