namespace Protoo.Rooms;

/// <summary>Makes the state of a hub's rooms.</summary>
internal interface IRoomStates
{
    /// <returns>The state; null if nobody needs to know of the room's life.</returns>
    RoomState? Create(LocalRoom room);
}
