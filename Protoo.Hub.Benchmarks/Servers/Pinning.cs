using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Protoo.Benchmarks.Servers;

/// <summary>A core for the servers, another for the runner and Redis.</summary>
internal static class Pinning
{
    private const string ServerCore = "0";
    private const string RunnerCore = "1";

    /// <summary>The same command on the servers' core; the process that it starts is the server itself.</summary>
    public static ProcessStartInfo Pin(ProcessStartInfo command)
    {
        var pinned = new ProcessStartInfo("taskset", ["-c", ServerCore, command.FileName, .. command.ArgumentList])
        {
            WorkingDirectory = command.WorkingDirectory,
        };
        foreach (var (name, value) in command.Environment)
        {
            pinned.Environment[name] = value;
        }

        // With a single core the runtime waits ten times longer before it optimizes.
        pinned.Environment["DOTNET_TC_DelaySingleProcMultiplier"] = "1";
        return pinned;
    }

    /// <summary>Puts all threads of the runner on its core.</summary>
    /// <exception cref="BenchmarkException">It cannot be done here.</exception>
    public static async Task PinRunnerAsync(CancellationToken cancellationToken)
    {
        var runner = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        try
        {
            await using var taskset = ChildProcess.Start(new ProcessStartInfo("taskset", ["-a", "-p", "-c", RunnerCore, runner]));
            if (await taskset.WaitForExitAsync(cancellationToken) != 0)
            {
                throw new BenchmarkException($"--pin needs two cores: {taskset.LastOutput}");
            }
        }
        catch (Win32Exception)
        {
            throw new BenchmarkException("--pin needs taskset, and there is none");
        }
    }
}
