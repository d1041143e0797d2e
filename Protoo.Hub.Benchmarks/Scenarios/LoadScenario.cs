using System.Diagnostics;
using Protoo.Benchmarks.Clients;
using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>A closed loop: warmed up, measured for a while, and then waited for.</summary>
internal sealed class LoadScenario(string key, string title, int rooms, int peersPerRoom, Func<ClosedLoop> createLoop) : Scenario(key, title)
{
    private static readonly TimeSpan s_drainTime = TimeSpan.FromSeconds(5);

    public override IReadOnlyList<Column> Columns => Measuring.Columns.OfLoad;

    public override async Task<Measurement> MeasureAsync(Deployment deployment, BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var loop = createLoop();
        await using var group = new ClientGroup(deployment.GetEndPoint, deployment.Contender.Path, deployment.Contender.Dialect, loop);
        await group.ConnectAsync(rooms * peersPerRoom, peersPerRoom, cancellationToken);

        loop.Start(group.Clients);
        await loop.LetRunAsync(options.WarmUp, cancellationToken);
        var begin = Open(loop, deployment);
        await loop.LetRunAsync(options.Time, cancellationToken);
        var end = Close(loop, deployment);
        await loop.StopAsync(s_drainTime, cancellationToken);
        return loop.Meter.Messages > 0 ? GetFigures(loop, begin, end) : throw new BenchmarkException("no message came in the time measured");
    }

    private static UsageMark Open(ClosedLoop loop, Deployment deployment)
    {
        lock (loop.Gate)
        {
            loop.Meter.IsOpen = true;
            return UsageMark.Take(deployment);
        }
    }

    private static UsageMark Close(ClosedLoop loop, Deployment deployment)
    {
        lock (loop.Gate)
        {
            loop.Meter.IsOpen = false;
            return UsageMark.Take(deployment);
        }
    }

    private static Measurement GetFigures(ClosedLoop loop, UsageMark begin, UsageMark end)
    {
        var elapsed = Stopwatch.GetElapsedTime(begin.Timestamp, end.Timestamp);
        var serverCpu = end.ServerCpu - begin.ServerCpu;
        var redisCpu = end.RedisCpu - begin.RedisCpu;
        var runnerCpu = end.RunnerCpu - begin.RunnerCpu;
        return new Measurement(new Dictionary<Column, double>
        {
            [Measuring.Columns.Rate] = loop.Meter.Messages / elapsed.TotalSeconds,
            [Measuring.Columns.ServerCpuPerMessage] = serverCpu.TotalMicroseconds / loop.Meter.Messages,
            [Measuring.Columns.ServerCpu] = serverCpu / elapsed * 100,
            [Measuring.Columns.RedisCpuPerMessage] = redisCpu.TotalMicroseconds / loop.Meter.Messages,
            [Measuring.Columns.LatencyMedian] = loop.Meter.GetLatency(50),
            [Measuring.Columns.Latency99] = loop.Meter.GetLatency(99),
            [Measuring.Columns.Lost] = loop.Outstanding,
            [Measuring.Columns.Reordered] = loop.Reordered,
            [Measuring.Columns.RunnerCpuPerMessage] = runnerCpu.TotalMicroseconds / loop.Meter.Messages,
            [Measuring.Columns.RunnerCpu] = runnerCpu / elapsed * 100,
            [Measuring.Columns.OtherCpu] = Math.Max(0, (end.AllCpu - begin.AllCpu - serverCpu - redisCpu - runnerCpu) / elapsed * 100),
        });
    }
}
