using System.Diagnostics;
using HdrHistogram;

namespace Protoo.Benchmarks.Measuring;

/// <summary>Counts messages and their latencies while it is open.</summary>
internal sealed class LoadMeter
{
    private static readonly long s_longest = Stopwatch.Frequency * 60;

    private readonly LongHistogram _latencies = new(s_longest, 3);
    private bool _isOpen;

    public long Messages => _latencies.TotalCount;

    /// <summary>Starts to count from zero.</summary>
    public void Open()
    {
        _latencies.Reset();
        _isOpen = true;
    }

    public void Close() => _isOpen = false;

    public void Add(long latency)
    {
        if (_isOpen)
        {
            _latencies.RecordValue(Math.Clamp(latency, 1, s_longest));
        }
    }

    /// <summary>Returns a percentile of the latencies, in microseconds.</summary>
    public double GetLatency(double percentile) => _latencies.GetValueAtPercentile(percentile) * 1e6 / Stopwatch.Frequency;
}
