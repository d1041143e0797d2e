namespace Protoo.Benchmarks.Attacks;

/// <summary>Sends one byte a second: half of the connections a request for a WebSocket, the others a message.</summary>
/// <param name="connections">The number of connections.</param>
internal sealed class SlowSenders(int connections) : Attack
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    protected override Task AttackAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        var missing = connections;
        return RunAllAsync(connections, async i =>
        {
            var isHead = i % 2 == 0;
            using var connection = isHead
                ? await HostileConnection.ConnectAsync(target, cancellationToken)
                : await HostileConnection.EnterAsync(target, Room, $"p{i}", cancellationToken);
            var bytes = isHead
                ? target.GetHead(Room, $"p{i}")
                : HostileFrame.Text(target.Request("1", "echo", "{}"));
            if (Interlocked.Decrement(ref missing) == 0)
            {
                Begin();
            }

            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var sending = SendAsync(connection, bytes, ended.Token);
            if (isHead && !await connection.ReadStatusAsync(cancellationToken))
            {
                Ended(connection.End);
            }
            else if (await connection.ReceiveAsync(cancellationToken) is null)
            {
                Ended(connection.End);
            }

            await ended.CancelAsync();
            await sending;
        });
    }

    private static async Task SendAsync(HostileConnection connection, byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var next in bytes)
            {
                await connection.SendAsync(new[] { next }, cancellationToken);
                await Task.Delay(s_pause, cancellationToken);
            }
        }
        catch (Exception exception) when (IsEnd(exception) || cancellationToken.IsCancellationRequested)
        {
            // The server, or the attack, has ended the connection.
        }
    }
}
