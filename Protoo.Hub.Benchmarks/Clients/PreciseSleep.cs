using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Protoo.Benchmarks.Clients;

/// <summary>Sleeps to the microsecond. .NET's timers count in milliseconds, and spinning would take the core from others.</summary>
internal static class PreciseSleep
{
    private const int SetTimerSlack = 29;
    private const int MonotonicClock = 1;
    private const int AbsoluteTime = 1;

    /// <summary>Asks the kernel not to delay the calling thread on purpose, which it otherwise does by 50 µs.</summary>
    public static void Prepare() => _ = ControlProcess(SetTimerSlack, 1, 0, 0, 0);

    /// <summary>Sleeps until a moment. Returns at once if the moment has passed.</summary>
    /// <param name="timestamp">The moment, in ticks of <see cref="Stopwatch"/>, which reads the same clock.</param>
    public static void Until(long timestamp)
    {
        var (seconds, ticks) = Math.DivRem(timestamp, Stopwatch.Frequency);
        var time = new Time(seconds, ticks * (1_000_000_000 / Stopwatch.Frequency));

        // A signal interrupts the sleep.
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
