namespace Protoo.Rooms;

/// <summary>Makes the state of the rooms of <typeparamref name="THub"/>; not registered for a hub without state.</summary>
internal interface IRoomStates<THub> : IRoomStates;
