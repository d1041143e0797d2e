namespace Protoo.Rooms;

/// <summary>
/// The synchronization context of one turn: an await in it continues in a later turn. Each turn has its own, because what an await waits for
/// would otherwise continue in the midst of the turn that completes it.
/// </summary>
internal sealed class RoomTurn(RoomTurns turns) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => turns.Post(d, state);

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (Current == this)
        {
            d(state);
            return;
        }

        turns.RunAsync(() =>
        {
            d(state);
            return Task.CompletedTask;
        }).GetAwaiter().GetResult();
    }

    public override SynchronizationContext CreateCopy() => this;
}
