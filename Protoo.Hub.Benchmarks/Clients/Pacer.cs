using System.Diagnostics;

namespace Protoo.Benchmarks.Clients;

/// <summary>
/// Calls an action at fixed moments, on its own thread. If one call takes too long, the next follows at once and is still given its own
/// moment.
/// </summary>
internal static class Pacer
{
    /// <summary>Starts the thread.</summary>
    /// <param name="interval">The time from one moment to the next.</param>
    /// <param name="onDue">Receives the moment in ticks of <see cref="Stopwatch"/>, and returns whether to go on. Must not throw.</param>
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
