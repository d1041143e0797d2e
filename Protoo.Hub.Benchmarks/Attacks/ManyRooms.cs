namespace Protoo.Benchmarks.Attacks;

/// <summary>Opens rooms, and stays in them.</summary>
/// <param name="rooms">The number of rooms.</param>
internal sealed class ManyRooms(int rooms) : Attack
{
    protected override Task AttackAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        var missing = rooms;
        return RunAllAsync(rooms, async i =>
        {
            using var connection = await HostileConnection.EnterAsync(target, $"{Room}{i}", "p", cancellationToken);
            Done();
            if (Interlocked.Decrement(ref missing) == 0)
            {
                Begin();
            }

            Ended(await connection.ReceiveEndAsync(cancellationToken));
        });
    }
}
