using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Protoo.Benchmarks.Servers;

/// <summary>Pins the servers to one core, and the runner and Redis to another.</summary>
internal static class Pinning
{
    private const string ServerCore = "0";
    private const string RunnerCore = "1";

    /// <summary>Returns the same command, pinned to the servers' core. The process that it starts is the server itself.</summary>
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

        // On a single core, the runtime would wait ten times longer before it optimizes.
        pinned.Environment["DOTNET_TC_DelaySingleProcMultiplier"] = "1";
        return pinned;
    }

    /// <summary>Pins all threads of the runner to its core.</summary>
    /// <exception cref="BenchmarkException">Pinning is not possible on this machine.</exception>
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
