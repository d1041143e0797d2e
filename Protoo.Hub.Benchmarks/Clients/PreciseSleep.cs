using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Protoo.Benchmarks.Clients;

/// <summary>Sleeps to the microsecond, where the timers of .NET count in milliseconds, and spinning would take the core from others.</summary>
internal static class PreciseSleep
{
    private const int SetTimerSlack = 29;
    private const int MonotonicClock = 1;
    private const int AbsoluteTime = 1;

    /// <summary>Asks the kernel not to be late on purpose, as it is by 50 µs, for the calling thread.</summary>
    public static void Prepare() => _ = ControlProcess(SetTimerSlack, 1, 0, 0, 0);

    /// <summary>Returns at once if that moment is over.</summary>
    /// <param name="timestamp">In ticks of <see cref="Stopwatch"/>, which reads the same clock.</param>
    public static void Until(long timestamp)
    {
        var (seconds, ticks) = Math.DivRem(timestamp, Stopwatch.Frequency);
        var time = new Time(seconds, ticks * (1_000_000_000 / Stopwatch.Frequency));

        // A signal interrupts it.
        while (SleepOnClock(MonotonicClock, AbsoluteTime, in time, 0) != 0)
        {
        }
    }

    [DllImport("libc", EntryPoint = "clock_nanosleep")]
    private static extern int SleepOnClock(int clock, int flags, in Time time, nint remaining);

    [DllImport("libc", EntryPoint = "prctl")]
    private static extern int ControlProcess(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Time(long Seconds, long Nanoseconds);
}
