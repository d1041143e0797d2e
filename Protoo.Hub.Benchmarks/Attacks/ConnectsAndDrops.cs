namespace Protoo.Benchmarks.Attacks;

/// <summary>Connects and drops the connection: one third before the request, one third before the response, one third in a room.</summary>
/// <param name="connections">The number of connections.</param>
internal sealed class ConnectsAndDrops(int connections) : Attack
{
    private const int AtOnce = 64;

    private int _connected;

    protected override Task AttackAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        return RunAllAsync(AtOnce, async _ =>
        {
            for (var i = Interlocked.Increment(ref _connected); i <= connections; i = Interlocked.Increment(ref _connected))
            {
                using var connection = await HostileConnection.ConnectAsync(target, cancellationToken);
                switch (i % 3)
                {
                    case 0:
                        await connection.SendAsync(target.GetHead(Room, $"p{i}"), cancellationToken);
                        break;
                    case 1 when !await connection.UpgradeAsync(Room, $"p{i}", cancellationToken):
                        Ended(connection.End);
                        break;
                }

                Begin();
                Done();
            }
        });
    }
}
