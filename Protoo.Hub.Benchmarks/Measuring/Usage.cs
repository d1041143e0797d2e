namespace Protoo.Benchmarks.Measuring;

/// <summary>A time that has passed, and the CPU time that servers, Redis, runner and everything else used meanwhile.</summary>
internal readonly record struct Usage(TimeSpan Elapsed, TimeSpan ServerCpu, TimeSpan RedisCpu, TimeSpan RunnerCpu, TimeSpan OtherCpu)
{
    public double ServerPercent => ServerCpu / Elapsed * 100;

    public double RunnerPercent => RunnerCpu / Elapsed * 100;

    // The figures are not read in the same instant.
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
