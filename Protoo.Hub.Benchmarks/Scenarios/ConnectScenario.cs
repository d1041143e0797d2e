using System.Diagnostics;
using Protoo.Benchmarks.Clients;
using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>
/// Connections that come, some at a time, until there are a thousand: what does one cost? They go again, which is not measured, and the next thousand
/// come. Each has a room of its own, so that nobody is told of it.
/// </summary>
internal sealed class ConnectScenario(string key, string title) : Scenario(key, title)
{
    private const int ConnectionsPerTurn = 1000;

    // What a server does once clients are gone should not be counted for the next.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(300);

    public override IReadOnlyList<Column> Columns => Measuring.Columns.OfConnecting;

    public override async Task<Measurement> MeasureAsync(Deployment deployment, BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var load = new IdleLoad();
        await using var group = new ClientGroup(deployment.GetEndPoint, deployment.Contender.Path, deployment.Contender.Dialect, load);
        var warmUp = options.GetWarmUp(deployment.Contender);
        for (var begun = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begun) < warmUp;)
        {
            await TakeTurnAsync(group, deployment, new LoadMeter(), cancellationToken);
        }

        var meter = new LoadMeter { IsOpen = true };
        var usage = default(Usage);
        while (usage.Elapsed < options.Time)
        {
            usage += await TakeTurnAsync(group, deployment, meter, cancellationToken);
        }

        // Throws if a connection was lost meanwhile.
        await load.LetRunAsync(TimeSpan.Zero, cancellationToken);
        return new Measurement(new Dictionary<Column, double>
        {
            [Measuring.Columns.ConnectionRate] = meter.Messages / usage.Elapsed.TotalSeconds,
            [Measuring.Columns.ServerCpuPerConnection] = usage.ServerCpu.TotalMicroseconds / meter.Messages,
            [Measuring.Columns.ServerCpu] = usage.ServerPercent,
            [Measuring.Columns.LatencyMedian] = meter.GetLatency(50),
            [Measuring.Columns.Latency99] = meter.GetLatency(99),
            [Measuring.Columns.RunnerCpuPerConnection] = usage.RunnerCpu.TotalMicroseconds / meter.Messages,
            [Measuring.Columns.RunnerCpu] = usage.RunnerPercent,
            [Measuring.Columns.OtherCpu] = usage.OtherPercent,
        });
    }

    private static async Task<Usage> TakeTurnAsync(ClientGroup group, Deployment deployment, LoadMeter meter, CancellationToken cancellationToken)
    {
        var begin = UsageMark.Take(deployment);
        await group.ConnectAsync(ConnectionsPerTurn, peersPerRoom: 1, cancellationToken);
        var end = UsageMark.Take(deployment);
        foreach (var client in group.Clients)
        {
            meter.Add(client.ConnectTime);
        }

        await group.CloseAsync(cancellationToken);
        await Task.Delay(s_pause, cancellationToken);
        return begin.Until(end);
    }
}
