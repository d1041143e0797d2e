using System.Diagnostics.CodeAnalysis;
using Protoo.Protocol;

namespace Protoo;

/// <summary>The rooms of a hub with their state, for code outside the hub. Inject it into controllers and services.</summary>
/// <typeparam name="THub">The hub, which is registered with <c>AddProtoo&lt;THub&gt;()</c>.</typeparam>
/// <typeparam name="TRoom">The state of a room.</typeparam>
/// <typeparam name="TPeer">The state of a peer.</typeparam>
public interface IRoomRegistry<THub, [DynamicallyAccessedMembers(ReflectedMembers.OfState)] TRoom, [DynamicallyAccessedMembers(ReflectedMembers.OfState)] TPeer>
    where THub : ProtooHub<TRoom, TPeer>
    where TRoom : class
    where TPeer : class
{
    /// <inheritdoc cref="IRoomRegistry{THub}.GetRoomsAsync" />
    ValueTask<IReadOnlyList<Room<TRoom, TPeer>>> GetRoomsAsync();

    /// <inheritdoc cref="IRoomRegistry{THub}.GetRoomAsync" />
    ValueTask<Room<TRoom, TPeer>?> GetRoomAsync(string roomId);
}
