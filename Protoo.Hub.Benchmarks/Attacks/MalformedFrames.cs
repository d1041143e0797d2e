namespace Protoo.Benchmarks.Attacks;

/// <summary>Enters, sends a malformed frame, waits until the server has closed, and comes back with the next.</summary>
/// <param name="connections">The number of connections at a time.</param>
internal sealed class MalformedFrames(int connections) : Attack
{
    protected override Task AttackAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        return RunAllAsync(connections, async i =>
        {
            for (var next = i; ; next++)
            {
                using var connection = await HostileConnection.EnterAsync(target, Room, $"p{i}", cancellationToken);
                await connection.SendAsync(MalformedFrame.All[next % MalformedFrame.All.Count].Bytes, cancellationToken);
                await connection.ReceiveEndAsync(cancellationToken);
                Begin();
                Done();
            }
        });
    }
}
