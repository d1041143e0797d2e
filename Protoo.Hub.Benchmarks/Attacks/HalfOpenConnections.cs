namespace Protoo.Benchmarks.Attacks;

/// <summary>Connects and goes silent: one third at once, one third within the request, one third in a room, where no ping is answered.</summary>
/// <param name="connections">The number of connections.</param>
internal sealed class HalfOpenConnections(int connections) : Attack
{
    protected override Task AttackAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        var missing = connections;
        return RunAllAsync(connections, async i =>
        {
            using var connection = await HostileConnection.ConnectAsync(target, cancellationToken, answersPings: false);
            switch (i % 3)
            {
                case 1:
                    await connection.SendAsync(target.GetHead(Room, $"p{i}").AsMemory()[..^2], cancellationToken);
                    break;
                case 2:
                    await connection.UpgradeAsync(Room, $"p{i}", cancellationToken);
                    break;
            }

            Done();
            if (Interlocked.Decrement(ref missing) == 0)
            {
                Begin();
            }

            if (i % 3 == 2 || await connection.ReadStatusAsync(cancellationToken))
            {
                await connection.ReceiveEndAsync(cancellationToken);
            }

            Ended(connection.End);
        });
    }
}
