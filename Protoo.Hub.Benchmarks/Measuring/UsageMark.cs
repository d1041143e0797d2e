using System.Diagnostics;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Measuring;

/// <summary>A moment, and the CPU time that the servers, Redis, the runner, and all processes together had used by then.</summary>
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

    /// <summary>Returns the usage from this moment to a later one.</summary>
    public Usage Until(UsageMark end)
    {
        var (server, redis, runner) = (end.ServerCpu - ServerCpu, end.RedisCpu - RedisCpu, end.RunnerCpu - RunnerCpu);
        return new Usage(Stopwatch.GetElapsedTime(Timestamp, end.Timestamp), server, redis, runner, end.AllCpu - AllCpu - server - redis - runner);
    }
}
