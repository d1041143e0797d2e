using System.Diagnostics;

namespace Protoo.Benchmarks.Clients;

/// <summary>A thread that does something at fixed moments. What comes late, for the last one took long, comes at once and keeps its moment.</summary>
internal static class Pacer
{
    /// <summary>Begins.</summary>
    /// <param name="interval">From moment to moment.</param>
    /// <param name="onDue">Is given the moment in ticks of <see cref="Stopwatch"/>; returns whether to go on. It does not throw.</param>
    public static void Start(TimeSpan interval, Func<long, bool> onDue)
    {
        var ticks = (long)(interval.TotalSeconds * Stopwatch.Frequency);
        new Thread(() => Run(ticks, onDue)) { IsBackground = true, Name = nameof(Pacer) }.Start();
    }

    private static void Run(long interval, Func<long, bool> onDue)
    {
        PreciseSleep.Prepare();
        for (var due = Stopwatch.GetTimestamp(); onDue(due); due += interval)
        {
            PreciseSleep.Until(due + interval);
        }
    }
}
