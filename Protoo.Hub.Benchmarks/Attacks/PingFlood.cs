using Protoo.Benchmarks.Clients;

namespace Protoo.Benchmarks.Attacks;

/// <summary>Sends pings without a pause. Half of the connections read the pongs.</summary>
/// <param name="connections">The number of connections.</param>
internal sealed class PingFlood(int connections) : Attack
{
    private const int Batch = 200;
    private const int LongestPayload = 125;

    protected override Task AttackAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        var ping = HostileFrame.Create(WebSocketOpCode.Ping, new byte[LongestPayload]);
        byte[] pings = [.. Enumerable.Repeat(ping, Batch).SelectMany(static bytes => bytes)];
        return RunAllAsync(connections, async i =>
        {
            using var connection = await HostileConnection.EnterAsync(target, Room, $"p{i}", cancellationToken);
            var reading = i % 2 == 0 ? connection.ReceiveEndAsync(cancellationToken) : Task.CompletedTask;
            try
            {
                while (true)
                {
                    await connection.SendAsync(pings, cancellationToken);
                    Begin();
                    Done();
                }
            }
            catch (Exception exception) when (IsEnd(exception))
            {
                await reading;
                Ended(connection.End);
            }
        });
    }
}
