using System.Diagnostics;

namespace Protoo.Benchmarks.Servers;

/// <summary>redis-server, as it is found on the PATH.</summary>
internal static class Redis
{
    private const string Program = "redis-server";

    /// <returns>Null, or why there is none.</returns>
    public static Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        return ChildProcess.TryRunAsync(new ProcessStartInfo(Program, ["--version"]), cancellationToken);
    }

    /// <summary>The command that serves on a port of loopback, and saves nothing.</summary>
    public static ProcessStartInfo GetCommand(int port)
    {
        return new ProcessStartInfo(Program, ["--port", $"{port}", "--bind", "127.0.0.1", "--save", string.Empty, "--appendonly", "no"]);
    }
}
