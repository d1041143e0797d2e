using System.Diagnostics;
using System.Runtime.InteropServices;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Measuring;

/// <summary>Describes the machine that the benchmarks ran on.</summary>
internal static class Machine
{
    public static async Task<IReadOnlyList<(string What, string Value)>> DescribeAsync(CancellationToken cancellationToken)
    {
        return
        [
            ("processor", $"{Environment.ProcessorCount} cores, {ReadProcessorModel() ?? "of unknown kind"}"),
            ("system", $"{RuntimeInformation.OSDescription}, kernel {Environment.OSVersion.Version}"),
            ("runtimes", string.Join(", ", RuntimeInformation.FrameworkDescription, $"Node.js {await GetVersionAsync("node", cancellationToken)}")),
        ];
    }

    private static async Task<string> GetVersionAsync(string program, CancellationToken cancellationToken)
    {
        return await ChildProcess.TryReadAsync(new ProcessStartInfo(program, ["--version"]), cancellationToken) ?? "is not there";
    }

    private static string? ReadProcessorModel()
    {
        // model name      : AMD EPYC
        return File.ReadLines("/proc/cpuinfo").FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim();
    }
}
