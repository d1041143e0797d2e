namespace Protoo.Rooms;

/// <summary>Makes the state of a hub's rooms.</summary>
internal interface IRoomStates
{
    RoomState Create(LocalRoom room);
}
