using System.Diagnostics;

namespace Protoo.Benchmarks.Servers;

/// <summary>The redis-server that is found on the PATH.</summary>
internal static class Redis
{
    private const string Program = "redis-server";

    /// <returns>Null if there is one; otherwise, why not.</returns>
    public static Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        return ChildProcess.TryRunAsync(new ProcessStartInfo(Program, ["--version"]), cancellationToken);
    }

    /// <summary>Returns the command that serves on a loopback port and saves nothing.</summary>
    public static ProcessStartInfo GetCommand(int port)
    {
        return new ProcessStartInfo(Program, ["--port", $"{port}", "--bind", "127.0.0.1", "--save", string.Empty, "--appendonly", "no"]);
    }
}
