using System.Diagnostics;
using Protoo.Tests.ScaleOut.Model;
using Xunit.Abstractions;

namespace Protoo.Tests.ScaleOut.Soak;

/// <summary>
/// Clients come and go, and instances and Redis fail. When everybody has left, the instances hold what they held before, in memory and in
/// Redis.
/// </summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    // The last one is killed and replaced. A new process has nothing to be compared with.
    private const int Measured = ModelPlan.Instances - 1;

    // Some come and go all the time.
    private const int MoreHandles = 3;
    private const int MoreTimers = 3;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan s_faultTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_settleTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_calmTime = TimeSpan.FromSeconds(2);

    // Code, caches, pools.
    private static readonly InstanceFigures s_createdOnce = new(LiveBytes: 16 * 1024 * 1024, Handles: 10, Timers: 5, Members: 0);

    private static readonly ModelFault[] s_faults =
    [
        new(ModelFaultKind.Cut, 0, s_faultTime, 0),
        new(ModelFaultKind.Kill, Measured, s_faultTime, 0),
        new(ModelFaultKind.RedisLost, 0, s_faultTime, 0),
        new(ModelFaultKind.Hold, 1, s_faultTime, 0),
        new(ModelFaultKind.RedisSaved, 0, s_faultTime, 0),
        new(ModelFaultKind.Freeze, 1, s_faultTime, 0),
    ];

    [SkippableFact]
    public Task OneMinute_EverythingEndsWhereItBegan() => RunAsync(TimeSpan.FromSeconds(40), moreBytes: 512 * 1024);

    [SkippableFact]
    public Task FifteenMinutes_EverythingEndsWhereItBegan()
    {
        Requirement.Full("It takes a quarter of an hour.");
        return RunAsync(TimeSpan.FromMinutes(15), moreBytes: 2 * 1024 * 1024);
    }

    /// <param name="duration">How long clients come and go.</param>
    /// <param name="moreBytes">How much pools may grow, with the number of threads that happen to be busy at once.</param>
    private async Task RunAsync(TimeSpan duration, int moreBytes)
    {
        Requirement.Skip(!OperatingSystem.IsLinux(), "open handles are counted in /proc.");
        Requirement.Program("redis-server");
        await using var cluster = await ModelCluster.StartAsync();
        try
        {
            await RunAsync(cluster, duration, new(moreBytes, MoreHandles, MoreTimers, Members: 0));
        }
        catch
        {
            // The test reports this failure, not the errors that it causes in the logs.
            cluster.HasFailed = true;
            throw;
        }
    }

    private async Task RunAsync(ModelCluster cluster, TimeSpan duration, InstanceFigures tolerance)
    {
        var gauges = new List<ServerGauges>();
        try
        {
            for (var i = 0; i < Measured; i++)
            {
                gauges.Add(await ServerGauges.StartAsync(cluster[i].Id));
            }

            await RunAsync(cluster, duration, tolerance, gauges);
        }
        finally
        {
            foreach (var gauge in gauges)
            {
                await gauge.DisposeAsync();
            }
        }
    }

    private async Task RunAsync(ModelCluster cluster, TimeSpan duration, InstanceFigures tolerance, IReadOnlyList<ServerGauges> gauges)
    {
        // What is created once, and kept, is created in the first round.
        var fresh = await SoakFigures.ReadAsync(cluster, gauges);
        output.WriteLine($"New:    {fresh}");
        await ChurnAsync(cluster, s_warmUp, s_faults[..1]);
        var before = await SettleAsync(cluster, gauges, fresh, s_createdOnce);

        var churn = await ChurnAsync(cluster, duration, s_faults);
        output.WriteLine($"{churn.Joined} joined; answers: {string.Join(", ", churn.Answers.OrderBy(static answer => answer.Key))}");
        Assert.All((int[])[0, 403, 404, 408, 410, 503], code => Assert.True(churn.Answers.ContainsKey(code), $"Nothing was answered with {code}."));
        Assert.All(gauges, static gauge => Assert.True(gauge.HasSeenMembers));
        await SettleAsync(cluster, gauges, before, tolerance);
    }

    // Waits until everything is as it was. Instances and Redis need some time to notice that somebody is gone.
    private async Task<SoakFigures> SettleAsync(ModelCluster cluster, IReadOnlyList<ServerGauges> gauges, SoakFigures before, InstanceFigures tolerance)
    {
        var settling = Stopwatch.StartNew();
        while (true)
        {
            var after = await SoakFigures.ReadAsync(cluster, gauges);
            if (after.IsWithin(before, tolerance))
            {
                output.WriteLine($"After {settling.ElapsedMilliseconds} ms: {after}");
                return after;
            }

            Assert.True(settling.Elapsed < s_settleTime, $"It was {before}\nand is {after}");
        }
    }

    // Each fault happens at least once, however slow the machine is.
    private static async Task<SoakChurn> ChurnAsync(ModelCluster cluster, TimeSpan duration, ModelFault[] faults)
    {
        var churn = new SoakChurn(cluster);
        using var stopped = new CancellationTokenSource();
        var time = Stopwatch.StartNew();
        var running = churn.RunAsync(stopped.Token);
        for (var i = 0; i < faults.Length || time.Elapsed < duration; i++)
        {
            var fault = faults[i % faults.Length];
            await Task.Delay(s_calmTime);
            await cluster.BeginAsync(fault);
            await Task.Delay(fault.Duration);
            await cluster.EndAsync(fault);
            await cluster.WaitUntilReadyAsync();
        }

        await stopped.CancelAsync();
        await running;
        return churn;
    }
}
