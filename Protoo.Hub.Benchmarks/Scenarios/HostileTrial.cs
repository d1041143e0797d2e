using System.Runtime.CompilerServices;
using Protoo.Benchmarks.Attacks;
using Protoo.Benchmarks.Clients;
using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>A trial of a <see cref="HostileScenario"/>. Each attack has a part of it, and is compared with the time right before it.</summary>
internal sealed class HostileTrial(
    PacedEcho load, ClientGroup group, Deployment deployment, int connections, int peersPerRoom, BenchmarkOptions options) : Trial
{
    private const double MiB = 1 << 20;

    // What the server does after an attacker has gone must not count for the next attack.
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    public override async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        await group.ConnectAsync(connections, peersPerRoom, cancellationToken);
        await WarmUp.RunAsync(deployment, () => RunAsync(options.WarmUp, cancellationToken));
    }

    public override async IAsyncEnumerable<Measurement> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var attack in AttackCatalog.All.Keys)
        {
            Measurement measurement;
            try
            {
                measurement = await MeasureAsync(attack, cancellationToken);
            }
            catch (BenchmarkException exception)
            {
                throw new BenchmarkException($"{attack}: {exception.Message}");
            }

            yield return measurement;
            await Task.Delay(s_pause, cancellationToken);
        }
    }

    public override ValueTask DisposeAsync() => group.DisposeAsync();

    private async Task<Measurement> MeasureAsync(string attack, CancellationToken cancellationToken)
    {
        _ = await RunAsync(options.Time, cancellationToken);
        var (quietMedian, quiet99) = (load.Meter.GetLatency(50), load.Meter.GetLatency(99));
        var memoryBefore = ProcessUsage.GetResidentMemory(deployment.InstanceIds);

        await using var attacker = await AttackProcess.StartAsync(attack, deployment, cancellationToken);
        var attackerCpu = ProcessUsage.GetCpuTime([attacker.Id]);
        var usage = await RunAsync(options.Time, cancellationToken);
        attackerCpu = ProcessUsage.GetCpuTime([attacker.Id]) - attackerCpu;
        return new Measurement(
            new Dictionary<Column, double>
            {
                [Columns.QuietLatencyMedian] = quietMedian,
                [Columns.QuietLatency99] = quiet99,
                [Columns.HostileLatencyMedian] = load.Meter.GetLatency(50),
                [Columns.HostileLatency99] = load.Meter.GetLatency(99),
                [Columns.Latency99Added] = load.Meter.GetLatency(99) - quiet99,
                [Columns.Lost] = load.Lost,
                [Columns.ServerCpu] = usage.ServerPercent,
                [Columns.AttackerCpu] = attackerCpu / usage.Elapsed * 100,
                [Columns.OtherCpu] = Math.Max(0, usage.OtherPercent - (attackerCpu / usage.Elapsed * 100)),
                [Columns.MemoryBefore] = memoryBefore / MiB,
                [Columns.MemoryAfter] = ProcessUsage.GetResidentMemory(deployment.InstanceIds) / MiB,
            },
            attack);
    }

    private Task<Usage> RunAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        return MeasuredRun.RunAsync(load, group.Clients, deployment, TimeSpan.Zero, time, cancellationToken);
    }
}
