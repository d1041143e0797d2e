using Protoo.Benchmarks.Clients;
using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>Messages: what does one cost, and how long does it take?</summary>
internal sealed class LoadScenario(string key, string title, int rooms, int peersPerRoom, Func<MeteredLoad> createLoad, IReadOnlyList<string>? servers = null)
    : Scenario(key, title, servers)
{
    public override IReadOnlyList<Column> Columns => Measuring.Columns.OfLoad;

    public override async Task<Measurement> MeasureAsync(Deployment deployment, BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var load = createLoad();
        await using var group = new ClientGroup(deployment.GetEndPoint, deployment.Contender.Path, deployment.Contender.Dialect, load);
        await group.ConnectAsync(rooms * peersPerRoom, peersPerRoom, cancellationToken);

        var usage = await MeasuredRun.RunAsync(load, group.Clients, deployment, options, cancellationToken);
        return new Measurement(new Dictionary<Column, double>
        {
            [Measuring.Columns.Rate] = load.Meter.Messages / usage.Elapsed.TotalSeconds,
            [Measuring.Columns.ServerCpuPerMessage] = usage.ServerCpu.TotalMicroseconds / load.Meter.Messages,
            [Measuring.Columns.ServerCpu] = usage.ServerPercent,
            [Measuring.Columns.RedisCpuPerMessage] = usage.RedisCpu.TotalMicroseconds / load.Meter.Messages,
            [Measuring.Columns.LatencyMedian] = load.Meter.GetLatency(50),
            [Measuring.Columns.Latency99] = load.Meter.GetLatency(99),
            [Measuring.Columns.Lost] = load.Outstanding,
            [Measuring.Columns.Reordered] = load.Reordered,
            [Measuring.Columns.RunnerCpuPerMessage] = usage.RunnerCpu.TotalMicroseconds / load.Meter.Messages,
            [Measuring.Columns.RunnerCpu] = usage.RunnerPercent,
            [Measuring.Columns.OtherCpu] = usage.OtherPercent,
        });
    }
}
