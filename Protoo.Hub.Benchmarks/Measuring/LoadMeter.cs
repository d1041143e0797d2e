using System.Diagnostics;
using HdrHistogram;

namespace Protoo.Benchmarks.Measuring;

/// <summary>Counts messages and their latencies while it is open.</summary>
internal sealed class LoadMeter
{
    private static readonly long s_longest = Stopwatch.Frequency * 60;

    private readonly LongHistogram _latencies = new(s_longest, 3);

    public bool IsOpen { get; set; }

    public long Messages => _latencies.TotalCount;

    public void Add(long latency)
    {
        if (IsOpen)
        {
            _latencies.RecordValue(Math.Clamp(latency, 1, s_longest));
        }
    }

    /// <summary>In microseconds.</summary>
    public double GetLatency(double percentile) => _latencies.GetValueAtPercentile(percentile) * 1e6 / Stopwatch.Frequency;
}
