using System.Runtime.CompilerServices;
using Protoo.Benchmarks.Clients;
using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>A trial of a <see cref="LoadScenario"/>.</summary>
internal sealed class LoadTrial(
    MeteredLoad load, ClientGroup group, Deployment deployment, int rooms, int peersPerRoom, BenchmarkOptions options) : Trial
{
    // The time until queues and caches are in a steady state.
    private static readonly TimeSpan s_leadIn = TimeSpan.FromMilliseconds(300);

    private double _coldCpuPerMessage;
    private double _coldLatency99;

    public override async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        await group.ConnectAsync(rooms * peersPerRoom, peersPerRoom, cancellationToken);
        var usage = await MeasuredRun.RunAsync(load, group.Clients, deployment, TimeSpan.Zero, options.Time, cancellationToken);
        (_coldCpuPerMessage, _coldLatency99) = (usage.ServerCpu.TotalMicroseconds / load.Meter.Messages, load.Meter.GetLatency(99));
        await WarmUp.RunAsync(
            deployment,
            () => MeasuredRun.RunAsync(load, group.Clients, deployment, TimeSpan.Zero, options.WarmUp, cancellationToken));
    }

    public override async IAsyncEnumerable<Measurement> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var usage = await MeasuredRun.RunAsync(load, group.Clients, deployment, s_leadIn, options.Time, cancellationToken);
        var messages = load.Meter.Messages;
        yield return new Measurement(new Dictionary<Column, double>
        {
            [Columns.Rate] = messages / usage.Elapsed.TotalSeconds,
            [Columns.ServerCpuPerMessage] = usage.ServerCpu.TotalMicroseconds / messages,
            [Columns.ServerCpu] = usage.ServerPercent,
            [Columns.RedisCpuPerMessage] = usage.RedisCpu.TotalMicroseconds / messages,
            [Columns.LatencyMedian] = load.Meter.GetLatency(50),
            [Columns.Latency99] = load.Meter.GetLatency(99),
            [Columns.ColdServerCpuPerMessage] = _coldCpuPerMessage,
            [Columns.ColdLatency99] = _coldLatency99,
            [Columns.Lost] = load.Lost,
            [Columns.Reordered] = load.Reordered,
            [Columns.RunnerCpuPerMessage] = usage.RunnerCpu.TotalMicroseconds / messages,
            [Columns.RunnerCpu] = usage.RunnerPercent,
            [Columns.OtherCpu] = usage.OtherPercent,
        });
    }

    public override ValueTask DisposeAsync() => group.DisposeAsync();
}
