using System.Diagnostics;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Measuring;

/// <summary>A moment, and what servers, Redis, runner and all processes together had used by then.</summary>
internal readonly record struct UsageMark(long Timestamp, TimeSpan ServerCpu, TimeSpan RedisCpu, TimeSpan RunnerCpu, TimeSpan AllCpu)
{
    public static UsageMark Take(Deployment deployment)
    {
        return new UsageMark(
            Stopwatch.GetTimestamp(),
            ProcessUsage.GetCpuTime(deployment.InstanceIds),
            ProcessUsage.GetCpuTime(deployment.RedisIds),
            ProcessUsage.GetCpuTime([Environment.ProcessId]),
            ProcessUsage.GetCpuTimeOfAll());
    }
}
