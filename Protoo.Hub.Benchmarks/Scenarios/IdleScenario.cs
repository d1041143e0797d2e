using Protoo.Benchmarks.Clients;
using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>Connections that join a room and stay silent: what does one cost in memory?</summary>
internal sealed class IdleScenario(string key, string title, int connections, int peersPerRoom) : Scenario(key, title)
{
    // They pay for what is loaded and compiled once.
    private const int FirstConnections = 100;

    private const double KiB = 1024;

    public override IReadOnlyList<Column> Columns => Measuring.Columns.OfIdle;

    public override async Task<Measurement> MeasureAsync(Deployment deployment, BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var load = new IdleLoad();
        await using var group = new ClientGroup(deployment.GetEndPoint, deployment.Contender.Path, deployment.Contender.Dialect, load);
        await group.ConnectAsync(FirstConnections, peersPerRoom, cancellationToken);
        var before = await MemorySettling.WaitAsync(deployment.InstanceIds, cancellationToken);

        await group.ConnectAsync(connections, peersPerRoom, cancellationToken);
        var after = await MemorySettling.WaitAsync(deployment.InstanceIds, cancellationToken);

        // Throws if a connection was lost meanwhile.
        await load.LetRunAsync(TimeSpan.Zero, cancellationToken);
        return new Measurement(new Dictionary<Column, double>
        {
            [Measuring.Columns.MemoryPerConnection] = (after - before) / KiB / connections,
            [Measuring.Columns.MemoryBefore] = before / KiB / KiB,
            [Measuring.Columns.MemoryAfter] = after / KiB / KiB,
        });
    }
}
