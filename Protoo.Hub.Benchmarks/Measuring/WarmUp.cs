using System.Diagnostics;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Measuring;

/// <summary>Makes servers do what is measured later, without measuring it, until .NET compiles hardly any more of it.</summary>
internal static class WarmUp
{
    // The kernel keeps 15 characters of the name.
    private const string Compiler = ".NET Tiered Com";

    // A fraction of the time. Rarely run code is still compiled minutes later.
    private const double Tolerance = 0.02;

    // Three servers on one core take a minute and a half.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    /// <param name="deployment">The servers.</param>
    /// <param name="run">Makes the servers do it for a while. It is called until they are warm or the patience runs out.</param>
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

            // An idle thread ends, and a new one starts at zero.
            compiling = after.Aggregate(TimeSpan.Zero, (sum, thread) => sum + thread.Value - before.GetValueOrDefault(thread.Key));
        }
        while (compiling > time * Tolerance && Stopwatch.GetElapsedTime(begun) < s_patience);
    }
}
