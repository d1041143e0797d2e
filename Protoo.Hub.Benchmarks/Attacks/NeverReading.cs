namespace Protoo.Benchmarks.Attacks;

/// <summary>Requests long answers, as fast as the server takes the requests, and never reads. Comes back when it is dropped.</summary>
/// <param name="connections">The number of connections.</param>
internal sealed class NeverReading(int connections) : Attack
{
    protected override Task AttackAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        var request = HostileFrame.Text(target.Request("1", "echo", $"\"{new string('x', 20_000)}\""));
        return RunAllAsync(connections, async i =>
        {
            while (true)
            {
                using var connection = await HostileConnection.EnterAsync(target, Room, $"p{i}", cancellationToken, receiveBuffer: 4096);
                try
                {
                    while (true)
                    {
                        await connection.SendAsync(request, cancellationToken);
                        Begin();
                        Done();
                    }
                }
                catch (Exception exception) when (IsEnd(exception))
                {
                    Ended(connection.End);
                }
            }
        });
    }
}
