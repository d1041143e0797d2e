namespace Protoo.Rooms;

/// <summary>Makes the state of the rooms of <typeparamref name="THub"/>.</summary>
internal interface IRoomStates<THub> : IRoomStates;
