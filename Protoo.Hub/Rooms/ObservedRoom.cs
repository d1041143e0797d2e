namespace Protoo.Rooms;

/// <summary>The life of a room that is observed, and with which the app keeps no state.</summary>
internal sealed class ObservedRoom(LocalRoom room, OpenRoomStates states, RoomObservers observers) : RoomState(room, states, observers)
{
    public override object? Value => null;

    public override ValueTask<object> CreatePeerAsync(ConnectionRequest request) => new(this);

    public override ValueTask DisposePeerAsync(object peer) => default;

    protected override Task OpenNowAsync() => Task.CompletedTask;

    protected override Task CloseNowAsync() => Task.CompletedTask;
}
