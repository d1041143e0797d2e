using System.Diagnostics;
using System.Runtime.CompilerServices;
using Protoo.Benchmarks.Clients;
using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>A trial of a <see cref="ConnectScenario"/>.</summary>
internal sealed class ConnectTrial(IdleLoad load, ClientGroup group, Deployment deployment, BenchmarkOptions options) : Trial
{
    private const int ConnectionsPerSet = 1000;

    // What a server does after clients have gone must not count for the next ones.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(300);

    private readonly LoadMeter _meter = new();
    private double _coldCpuPerConnection;
    private double _coldLatency99;

    public override async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        _meter.Open();
        var usage = await ConnectAsync(cancellationToken);
        _meter.Close();
        (_coldCpuPerConnection, _coldLatency99) = (usage.ServerCpu.TotalMicroseconds / _meter.Messages, _meter.GetLatency(99));
        await WarmUp.RunAsync(deployment, async () =>
        {
            for (var begun = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begun) < options.WarmUp;)
            {
                await ConnectAsync(cancellationToken);
            }
        });
    }

    public override async IAsyncEnumerable<Measurement> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _meter.Open();
        var usage = default(Usage);
        while (usage.Elapsed < options.Time)
        {
            usage += await ConnectAsync(cancellationToken);
        }

        _meter.Close();

        // Throws if a connection was lost in the meantime.
        await load.LetRunAsync(TimeSpan.Zero, cancellationToken);
        yield return new Measurement(new Dictionary<Column, double>
        {
            [Columns.ConnectionRate] = _meter.Messages / usage.Elapsed.TotalSeconds,
            [Columns.ServerCpuPerConnection] = usage.ServerCpu.TotalMicroseconds / _meter.Messages,
            [Columns.ServerCpu] = usage.ServerPercent,
            [Columns.LatencyMedian] = _meter.GetLatency(50),
            [Columns.Latency99] = _meter.GetLatency(99),
            [Columns.ColdServerCpuPerConnection] = _coldCpuPerConnection,
            [Columns.ColdLatency99] = _coldLatency99,
            [Columns.RunnerCpuPerConnection] = usage.RunnerCpu.TotalMicroseconds / _meter.Messages,
            [Columns.RunnerCpu] = usage.RunnerPercent,
            [Columns.OtherCpu] = usage.OtherPercent,
        });
    }

    public override ValueTask DisposeAsync() => group.DisposeAsync();

    private async Task<Usage> ConnectAsync(CancellationToken cancellationToken)
    {
        var begin = UsageMark.Take(deployment);
        await group.ConnectAsync(ConnectionsPerSet, peersPerRoom: 1, cancellationToken);
        var end = UsageMark.Take(deployment);
        foreach (var client in group.Clients)
        {
            _meter.Add(client.ConnectTime);
        }

        await group.CloseAsync(cancellationToken);
        await Task.Delay(s_pause, cancellationToken);
        return begin.Until(end);
    }
}
