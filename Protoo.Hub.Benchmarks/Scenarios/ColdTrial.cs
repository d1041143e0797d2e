using System.Runtime.CompilerServices;
using Protoo.Benchmarks.Clients;
using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>A trial of a <see cref="ColdScenario"/>: the storm, and the seconds after it.</summary>
internal sealed class ColdTrial(PacedEcho load, ClientGroup group, Deployment deployment, int connections, int peersPerRoom) : Trial
{
    // When each part of the minute ends, in seconds.
    private static readonly int[] s_ends = [5, 15, 30, 60];

    public override async IAsyncEnumerable<Measurement> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return await ConnectAsync(cancellationToken);
        var start = 0;
        foreach (var end in s_ends)
        {
            var usage = await MeasuredRun.RunAsync(load, group.Clients, deployment, TimeSpan.Zero, TimeSpan.FromSeconds(end - start), cancellationToken);
            yield return ToMeasurement(usage, load.Meter, load.Meter.Messages, load.Lost, $"echo, s {start} to {end}");
            start = end;
        }
    }

    public override ValueTask DisposeAsync() => group.DisposeAsync();

    private async Task<Measurement> ConnectAsync(CancellationToken cancellationToken)
    {
        var begin = UsageMark.Take(deployment);
        await group.ConnectAsync(connections, peersPerRoom, cancellationToken);
        var usage = begin.Until(UsageMark.Take(deployment));
        var meter = new LoadMeter();
        meter.Open();
        foreach (var client in group.Clients)
        {
            meter.Add(client.ConnectTime);
        }

        return ToMeasurement(usage, meter, connections, lost: 0, "connect");
    }

    private static Measurement ToMeasurement(Usage usage, LoadMeter meter, long count, long lost, string part)
    {
        return new Measurement(
            new Dictionary<Column, double>
            {
                [Columns.Time] = usage.Elapsed.TotalSeconds,
                [Columns.ServerCpuPerOperation] = usage.ServerCpu.TotalMicroseconds / count,
                [Columns.ServerCpu] = usage.ServerPercent,
                [Columns.LatencyMedian] = meter.GetLatency(50),
                [Columns.Latency99] = meter.GetLatency(99),
                [Columns.Lost] = lost,
                [Columns.RunnerCpu] = usage.RunnerPercent,
                [Columns.OtherCpu] = usage.OtherPercent,
            },
            part);
    }
}
