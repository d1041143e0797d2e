using System.Runtime.CompilerServices;
using Protoo.Benchmarks.Clients;
using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>A trial of an <see cref="IdleScenario"/>.</summary>
internal sealed class IdleTrial(IdleLoad load, ClientGroup group, Deployment deployment, int connections, int connectionsHeld, int peersPerRoom) : Trial
{
    // The first connections pay for what is loaded and compiled once.
    private const int FirstConnections = 100;

    private const double KiB = 1024;

    public override async IAsyncEnumerable<Measurement> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await group.ConnectAsync(FirstConnections, peersPerRoom, cancellationToken);
        var before = await MemorySettling.WaitAsync(deployment.InstanceIds, cancellationToken);

        await group.ConnectAsync(connections, peersPerRoom, cancellationToken);
        var after = await MemorySettling.WaitAsync(deployment.InstanceIds, cancellationToken);

        // Only now: an earlier collection would change the resident memory.
        var held = await deployment.CollectAsync(cancellationToken);
        await group.ConnectAsync(connectionsHeld, peersPerRoom, cancellationToken);
        var heldAfter = await deployment.CollectAsync(cancellationToken);

        // Throws if a connection was lost in the meantime.
        await load.LetRunAsync(TimeSpan.Zero, cancellationToken);
        yield return new Measurement(new Dictionary<Column, double>
        {
            [Columns.MemoryPerConnection] = (after - before) / KiB / connections,
            [Columns.HeldPerConnection] = (heldAfter - held) / KiB / connectionsHeld,
            [Columns.MemoryBefore] = before / KiB / KiB,
            [Columns.MemoryAfter] = after / KiB / KiB,
        });
    }

    public override ValueTask DisposeAsync() => group.DisposeAsync();
}
