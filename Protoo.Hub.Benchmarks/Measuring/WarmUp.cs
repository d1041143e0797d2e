using System.Diagnostics;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Measuring;

/// <summary>Has servers do, unmeasured, what is measured later, until .NET compiles hardly anything of it any more.</summary>
internal static class WarmUp
{
    // The kernel keeps 15 characters of the name.
    private const string Compiler = ".NET Tiered Com";

    // Of the time. What is seldom run trickles in for minutes.
    private const double Tolerance = 0.02;

    // Three servers on one core take a minute and a half.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    /// <param name="deployment">The servers.</param>
    /// <param name="run">Has them do it for a while; it is called until they are ready, or the patience ends.</param>
    public static async Task RunAsync(Deployment deployment, Func<Task> run)
    {
        var begun = Stopwatch.GetTimestamp();
        TimeSpan time;
        TimeSpan compiling;
        do
        {
            var before = ProcessUsage.GetCpuTimeOfThreads(deployment.InstanceIds, Compiler);
            var start = Stopwatch.GetTimestamp();
            await run();
            time = Stopwatch.GetElapsedTime(start);
            var after = ProcessUsage.GetCpuTimeOfThreads(deployment.InstanceIds, Compiler);

            // A thread with nothing to do ends, and a new one begins at zero.
            compiling = after.Aggregate(TimeSpan.Zero, (sum, thread) => sum + thread.Value - before.GetValueOrDefault(thread.Key));
        }
        while (compiling > time * Tolerance && Stopwatch.GetElapsedTime(begun) < s_patience);
    }
}
