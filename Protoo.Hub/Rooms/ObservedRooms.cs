using Microsoft.AspNetCore.SignalR;

namespace Protoo.Rooms;

/// <summary>The rooms of <typeparamref name="THub"/>, which keeps no state with them: their life counts only if somebody observes it.</summary>
internal sealed class ObservedRooms<THub>(OpenRoomStates states, RoomObservers<THub> observers) : IRoomStates<THub>
    where THub : Hub
{
    public RoomState? Create(LocalRoom room) => observers.IsEmpty ? null : new ObservedRoom(room, states, observers);
}
