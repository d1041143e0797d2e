using Protoo.Benchmarks.Clients;
using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>Very many connections, of which few talk: how long do those wait, and does memory grow?</summary>
/// <param name="key">Its name on the command line.</param>
/// <param name="title">Its name in the report.</param>
/// <param name="connections">How many there are, if the machine allows so many.</param>
/// <param name="peersPerRoom">How many meet.</param>
/// <param name="clientsPerTalker">Of so many, one talks.</param>
/// <param name="requestsPerTalker">How many echo requests a second those send.</param>
/// <param name="servers">Those that are measured when none is named.</param>
internal sealed class CrowdScenario(
    string key, string title, int connections, int peersPerRoom, int clientsPerTalker, int requestsPerTalker, IReadOnlyList<string> servers)
    : Scenario(key, title, servers)
{
    // They pay for what is loaded and compiled once.
    private const int FirstConnections = 100;

    private const int Payload = 32;
    private const double KiB = 1024;

    public override IReadOnlyList<Column> Columns => Measuring.Columns.OfCrowd;

    public override async Task<Measurement> MeasureAsync(Deployment deployment, BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var count = GetConnections();
        var load = new PacedEcho(count, count / clientsPerTalker * requestsPerTalker, Payload, clientsPerTalker);
        await using var group = new ClientGroup(deployment.GetEndPoint, deployment.Contender.Path, deployment.Contender.Dialect, load);
        await group.ConnectAsync(FirstConnections, peersPerRoom, cancellationToken);
        var before = await MemorySettling.WaitAsync(deployment.InstanceIds, cancellationToken);

        await group.ConnectAsync(count - FirstConnections, peersPerRoom, cancellationToken);
        var after = await MemorySettling.WaitAsync(deployment.InstanceIds, cancellationToken);

        var usage = await MeasuredRun.RunAsync(load, group.Clients, deployment, options, cancellationToken);
        var afterTalk = await MemorySettling.WaitAsync(deployment.InstanceIds, cancellationToken);
        return new Measurement(new Dictionary<Column, double>
        {
            [Measuring.Columns.Connections] = count,
            [Measuring.Columns.MemoryPerConnection] = (after - before) / KiB / (count - FirstConnections),
            [Measuring.Columns.MemoryBefore] = before / KiB / KiB,
            [Measuring.Columns.MemoryAfter] = after / KiB / KiB,
            [Measuring.Columns.MemoryAfterTalk] = afterTalk / KiB / KiB,
            [Measuring.Columns.MemoryGrowth] = (afterTalk - after) * 100.0 / after,
            [Measuring.Columns.Rate] = load.Meter.Messages / usage.Elapsed.TotalSeconds,
            [Measuring.Columns.ServerCpuPerMessage] = usage.ServerCpu.TotalMicroseconds / load.Meter.Messages,
            [Measuring.Columns.ServerCpu] = usage.ServerPercent,
            [Measuring.Columns.LatencyMedian] = load.Meter.GetLatency(50),
            [Measuring.Columns.Latency99] = load.Meter.GetLatency(99),
            [Measuring.Columns.LatencyMaximum] = load.Meter.GetLatency(100),
            [Measuring.Columns.Lost] = load.Outstanding,
            [Measuring.Columns.RunnerCpu] = usage.RunnerPercent,
            [Measuring.Columns.OtherCpu] = usage.OtherPercent,
        });
    }

    // In whole rooms and talkers. Half a crowd is still one; less would be another scenario.
    private int GetConnections()
    {
        var possible = Math.Min(connections, FileDescriptors.GetConnections());
        return possible >= connections / 2
            ? possible / clientsPerTalker * clientsPerTalker
            : throw new BenchmarkException($"{connections:N0} connections need as many file descriptors, of which the hard limit (ulimit -Hn) leaves {possible:N0}");
    }
}
