using System.Globalization;

namespace Protoo.Benchmarks.Measuring;

/// <summary>What the kernel says of a process, in /proc.</summary>
internal static class ProcessUsage
{
    // USER_HZ, the same on all machines that .NET runs on.
    private const long ClockTicksPerSecond = 100;

    /// <summary>User and system time of all its threads.</summary>
    public static TimeSpan GetCpuTime(int processId)
    {
        // Fields 14 and 15; the second is the name in parentheses, in which anything may stand.
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return TimeSpan.FromTicks(ticks * TimeSpan.TicksPerSecond / ClockTicksPerSecond);
    }

    /// <summary>Resident memory in bytes.</summary>
    public static long GetResidentMemory(int processId)
    {
        // VmRSS:     12345 kB
        var line = File.ReadLines($"/proc/{processId}/status").First(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
