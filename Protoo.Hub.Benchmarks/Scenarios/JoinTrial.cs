using System.Runtime.CompilerServices;
using Protoo.Benchmarks.Clients;
using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>A trial of a <see cref="JoinScenario"/>. Each size has a room of its own, which is empty again before the next one is filled.</summary>
internal sealed class JoinTrial(Deployment deployment, IReadOnlyList<int> sizes) : Trial
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    // What a server does after peers have gone must not count for the next ones.
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    private int _fills;

    public override Task WarmUpAsync(CancellationToken cancellationToken)
    {
        return WarmUp.RunAsync(deployment, async () =>
        {
            _ = await FillAsync(sizes[0], cancellationToken);
        });
    }

    public override async IAsyncEnumerable<Measurement> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var size in sizes)
        {
            yield return await FillAsync(size, cancellationToken);
            await Task.Delay(s_pause, cancellationToken);
        }
    }

    public override ValueTask DisposeAsync() => default;

    private async Task<Measurement> FillAsync(int size, CancellationToken cancellationToken)
    {
        var load = new JoinLoad();
        await using var group = new ClientGroup(deployment.GetEndPoint, deployment.Contender.Path, deployment.Contender.Dialect, load, $"{++_fills}-");
        var announcements = (long)size * (size - 1) / 2;
        load.Expect(announcements);
        var begin = UsageMark.Take(deployment);
        await group.ConnectAsync(size, peersPerRoom: size, cancellationToken);
        await load.CompleteAsync(s_patience, cancellationToken);
        var usage = begin.Until(UsageMark.Take(deployment));
        var meter = new LoadMeter();
        meter.Open();
        foreach (var client in group.Clients)
        {
            meter.Add(client.ConnectTime);
        }

        meter.Close();
        await group.CloseAsync(cancellationToken);
        return new Measurement(
            new Dictionary<Column, double>
            {
                [Columns.JoinTime] = usage.Elapsed.TotalSeconds,
                [Columns.ServerCpuPerConnection] = usage.ServerCpu.TotalMicroseconds / size,
                [Columns.ServerCpuPerAnnouncement] = usage.ServerCpu.TotalMicroseconds / announcements,
                [Columns.ServerCpu] = usage.ServerPercent,
                [Columns.LatencyMedian] = meter.GetLatency(50),
                [Columns.Latency99] = meter.GetLatency(99),
                [Columns.RunnerCpuPerConnection] = usage.RunnerCpu.TotalMicroseconds / size,
                [Columns.RunnerCpu] = usage.RunnerPercent,
                [Columns.OtherCpu] = usage.OtherPercent,
            },
            $"{size:N0} peers");
    }
}
