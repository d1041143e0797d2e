using System.Globalization;

namespace Protoo.Benchmarks.Clients;

/// <summary>Determines how many connections a process may have.</summary>
internal static class FileDescriptors
{
    // The file descriptors that a server needs besides those of its connections.
    private const int Reserve = 500;

    /// <summary>
    /// Returns how many connections the hard limit allows the runner and a server each. .NET and Node.js raise the soft limit to it.
    /// </summary>
    public static int GetConnections()
    {
        // Max open files            1024                 524288               files
        var line = File.ReadLines("/proc/self/limits").First(static line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var hardLimit = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4];
        return int.TryParse(hardLimit, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit - Reserve : int.MaxValue;
    }
}
