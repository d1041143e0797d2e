using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Protoo.Protocol;

namespace Protoo.Rooms;

/// <summary>Makes the state of the rooms of <typeparamref name="THub"/>.</summary>
internal sealed class RoomStates<THub, [DynamicallyAccessedMembers(ReflectedMembers.OfState)] TRoom, [DynamicallyAccessedMembers(ReflectedMembers.OfState)] TPeer>(
    OpenRoomStates states,
    RoomObservers<THub> observers,
    IServiceScopeFactory scopes,
    ILogger<RoomState> logger)
    : IRoomStates<THub>
    where THub : ProtooHub<TRoom, TPeer>
    where TRoom : class
    where TPeer : class
{
    public RoomState Create(LocalRoom room) => new RoomState<TRoom, TPeer>(room, states, observers, scopes, logger);
}
