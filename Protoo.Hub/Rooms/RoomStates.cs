using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Protoo.Rooms;

/// <summary>Makes the state of the rooms of <typeparamref name="THub"/>.</summary>
internal sealed class RoomStates<THub, TRoom, TPeer>(IServiceScopeFactory scopes, OpenRoomStates states, ILogger<RoomState> logger) : IRoomStates<THub>
    where THub : ProtooHub<TRoom, TPeer>
    where TRoom : class
    where TPeer : class
{
    public RoomState Create(LocalRoom room) => new RoomState<TRoom, TPeer>(room, scopes, states, logger);
}
