using System.Globalization;

namespace Protoo.Benchmarks.Clients;

/// <summary>How many connections a process may have.</summary>
internal static class FileDescriptors
{
    // What a server opens besides.
    private const int Reserve = 500;

    /// <summary>What the hard limit leaves for connections, to runner and server alike: .NET and Node.js raise the soft limit to it.</summary>
    public static int GetConnections()
    {
        // Max open files            1024                 524288               files
        var line = File.ReadLines("/proc/self/limits").First(static line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var hardLimit = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4];
        return int.TryParse(hardLimit, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit - Reserve : int.MaxValue;
    }
}
