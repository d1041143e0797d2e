using System.Globalization;

namespace Protoo.Benchmarks.Measuring;

/// <summary>Reads the resource usage of processes from /proc.</summary>
internal static class ProcessUsage
{
    // USER_HZ, the same on all machines that .NET runs on.
    private const long ClockTicksPerSecond = 100;

    /// <summary>Returns the user and system time of all threads of the processes.</summary>
    public static TimeSpan GetCpuTime(IEnumerable<int> processIds) => ToTime(processIds.SelectMany(static id => GetCpuClockTicks($"/proc/{id}")));

    /// <summary>Returns the user and system time of each of their threads with a given name, by a unique key.</summary>
    public static IReadOnlyDictionary<string, TimeSpan> GetCpuTimeOfThreads(IEnumerable<int> processIds, string name)
    {
        var times = new Dictionary<string, TimeSpan>();
        foreach (var thread in processIds.SelectMany(static id => Directory.EnumerateDirectories($"/proc/{id}/task")))
        {
            try
            {
                if (File.ReadAllText(Path.Combine(thread, "comm")).TrimEnd() == name)
                {
                    times.Add(thread, ToTime(GetCpuClockTicks(thread)));
                }
            }
            catch (IOException)
            {
                // The thread has ended in the meantime.
            }
        }

        return times;
    }

    /// <summary>Returns the time that all cores were busy, for whatever reason.</summary>
    public static TimeSpan GetCpuTimeOfAll()
    {
        // cpu  user nice system idle iowait irq softirq steal; the stolen time of a virtual machine counts, because no process gets it.
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return ToTime([.. fields[1..4], .. fields[6..9]]);
    }

    /// <summary>Returns the resident memory of the processes, in bytes.</summary>
    public static long GetResidentMemory(IEnumerable<int> processIds) => processIds.Sum(GetResidentMemory);

    private static string[] GetCpuClockTicks(string processOrThread)
    {
        // Fields 14 and 15; the second is the name in parentheses, which may contain anything.
        var stat = File.ReadAllText(Path.Combine(processOrThread, "stat"));
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[11..13];
    }

    private static long GetResidentMemory(int processId)
    {
        // VmRSS:     12345 kB
        var line = File.ReadLines($"/proc/{processId}/status").First(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    private static TimeSpan ToTime(IEnumerable<string> clockTicks)
    {
        return TimeSpan.FromTicks(clockTicks.Sum(static ticks => long.Parse(ticks, CultureInfo.InvariantCulture)) * TimeSpan.TicksPerSecond / ClockTicksPerSecond);
    }
}
