namespace Protoo.Benchmarks.Measuring;

/// <summary>A period of time, and the CPU time that the servers, Redis, the runner, and everything else used in it.</summary>
internal readonly record struct Usage(TimeSpan Elapsed, TimeSpan ServerCpu, TimeSpan RedisCpu, TimeSpan RunnerCpu, TimeSpan OtherCpu)
{
    public double ServerPercent => ServerCpu / Elapsed * 100;

    public double RunnerPercent => RunnerCpu / Elapsed * 100;

    // The figures are not read at the same instant, so the difference may be negative.
    public double OtherPercent => Math.Max(0, OtherCpu / Elapsed * 100);

    public static Usage operator +(Usage one, Usage other)
    {
        return new Usage(
            one.Elapsed + other.Elapsed,
            one.ServerCpu + other.ServerCpu,
            one.RedisCpu + other.RedisCpu,
            one.RunnerCpu + other.RunnerCpu,
            one.OtherCpu + other.OtherCpu);
    }
}
