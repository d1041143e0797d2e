using System.Runtime.CompilerServices;
using Protoo.Benchmarks.Clients;
using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>A trial of a <see cref="CrowdScenario"/>.</summary>
internal sealed class CrowdTrial(
    PacedEcho load, ClientGroup group, Deployment deployment, int connections, int peersPerRoom) : Trial
{
    // The first connections pay for what is loaded and compiled once.
    private const int FirstConnections = 100;

    private const double KiB = 1024;

    // Two ping intervals of the room server.
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(30);

    public override async IAsyncEnumerable<Measurement> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await group.ConnectAsync(FirstConnections, peersPerRoom, cancellationToken);
        var before = await MemorySettling.WaitAsync(deployment.InstanceIds, cancellationToken);

        await group.ConnectAsync(connections - FirstConnections, peersPerRoom, cancellationToken);
        var after = await MemorySettling.WaitAsync(deployment.InstanceIds, cancellationToken);

        // The first talk also pays for what is compiled once, and for the memory that a garbage collector takes before it collects.
        await MeasuredRun.RunAsync(load, group.Clients, deployment, TimeSpan.Zero, s_time, cancellationToken);
        var beforeTalk = await MemorySettling.WaitAsync(deployment.InstanceIds, cancellationToken);

        var usage = await MeasuredRun.RunAsync(load, group.Clients, deployment, TimeSpan.Zero, s_time, cancellationToken);
        var afterTalk = await MemorySettling.WaitAsync(deployment.InstanceIds, cancellationToken);
        yield return new Measurement(new Dictionary<Column, double>
        {
            [Columns.Connections] = connections,
            [Columns.MemoryPerConnection] = (after - before) / KiB / (connections - FirstConnections),
            [Columns.MemoryBefore] = before / KiB / KiB,
            [Columns.MemoryAfter] = after / KiB / KiB,
            [Columns.MemoryBeforeTalk] = beforeTalk / KiB / KiB,
            [Columns.MemoryAfterTalk] = afterTalk / KiB / KiB,
            [Columns.MemoryGrowth] = (afterTalk - beforeTalk) * 100.0 / beforeTalk,
            [Columns.Rate] = load.Meter.Messages / usage.Elapsed.TotalSeconds,
            [Columns.ServerCpuPerMessage] = usage.ServerCpu.TotalMicroseconds / load.Meter.Messages,
            [Columns.ServerCpu] = usage.ServerPercent,
            [Columns.LatencyMedian] = load.Meter.GetLatency(50),
            [Columns.Latency99] = load.Meter.GetLatency(99),
            [Columns.LatencyMaximum] = load.Meter.GetLatency(100),
            [Columns.Lost] = load.Lost,
            [Columns.RunnerCpu] = usage.RunnerPercent,
            [Columns.OtherCpu] = usage.OtherPercent,
        });
    }

    public override ValueTask DisposeAsync() => group.DisposeAsync();
}
