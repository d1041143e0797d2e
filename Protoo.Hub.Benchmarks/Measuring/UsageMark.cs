using System.Diagnostics;

namespace Protoo.Benchmarks.Measuring;

/// <summary>A moment, and what server, runner and all processes together had used by then.</summary>
internal readonly record struct UsageMark(long Timestamp, TimeSpan ServerCpu, TimeSpan RunnerCpu, TimeSpan AllCpu)
{
    public static UsageMark Take(int serverProcessId)
    {
        return new UsageMark(
            Stopwatch.GetTimestamp(),
            ProcessUsage.GetCpuTime(serverProcessId),
            ProcessUsage.GetCpuTime(Environment.ProcessId),
            ProcessUsage.GetCpuTimeOfAll());
    }
}
