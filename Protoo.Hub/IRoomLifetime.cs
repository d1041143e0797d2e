namespace Protoo;

/// <summary>The beginning and the end of a room on this instance, for the state of a <see cref="ProtooHub{TRoom, TPeer}"/> that implements it.</summary>
public interface IRoomLifetime
{
    /// <summary>
    /// Called once, before the first peer is in the room. Everybody who joins waits for it. If it throws, they are rejected: with the code
    /// and reason of a <see cref="ProtooException"/>, or else with 500. The state is then disposed of, and the next one who joins gets a
    /// new state.
    /// </summary>
    /// <returns>Completes when the room is open.</returns>
    Task OpenAsync() => Task.CompletedTask;

    /// <summary>
    /// Called once, when the room was closed or its last peer on this instance has left, and <see cref="ProtooHub.OnPeerClosedAsync"/> has
    /// completed for all peers. The state is disposed of after it. A new room of the same id may be open by then.
    /// </summary>
    /// <returns>Completes when the state can be disposed of.</returns>
    Task CloseAsync() => Task.CompletedTask;
}
