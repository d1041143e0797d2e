using System.Diagnostics;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Micro;

/// <summary>Measures the parts of the native endpoint one by one, with BenchmarkDotNet.</summary>
internal static class MicroBenchmarks
{
    public const string Verb = "micro";

    private static readonly Type[] s_types =
        [typeof(ReaderBenchmarks), typeof(WriterBenchmarks), typeof(TransportBenchmarks), typeof(DispatchBenchmarks)];

    /// <returns>Whether all benchmarks succeeded.</returns>
    public static bool Run(string[] args)
    {
        // Without a filter, BenchmarkDotNet would ask for one.
        string[] chosen = args.Contains("--filter") ? args : [.. args, "--filter", "*"];
        var summaries = BenchmarkSwitcher.FromTypes(s_types).Run(chosen, CreateConfig());
        return summaries.All(static summary => !summary.HasCriticalValidationErrors && summary.Reports.All(static report => report.Success));
    }

    /// <summary>Runs all benchmarks in a separate process.</summary>
    /// <returns>Their tables, or why they failed.</returns>
    public static async Task<string> GetTablesAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("protoo-benchmarks-");
        try
        {
            await using var process = ChildProcess.Start(new ProcessStartInfo("dotnet",
                [typeof(MicroBenchmarks).Assembly.Location, Verb, "--filter", "*", "--artifacts", folder.FullName]));
            if (await process.WaitForExitAsync(cancellationToken) != 0)
            {
                return $"They failed: {process.LastOutput}";
            }

            var files = s_types.Select(type => Path.Combine(folder.FullName, "results", $"{type.FullName}-report-github.md"));
            var tables = await Task.WhenAll(files.Select(file => File.ReadAllLinesAsync(file, cancellationToken)));
            return string.Join("\n", s_types.Zip(tables, static (type, lines) => $"### {type.Name}\n\n{GetTable(lines)}\n"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ManualConfig CreateConfig()
    {
        // Runs within this process, so that nothing is generated and built. As a mutator, this also applies to command-line jobs.
        return DefaultConfig.Instance
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithMaxIterationCount(20).AsMutator());
    }

    // The lines before the table are about the machine.
    private static string GetTable(IEnumerable<string> lines) => string.Join("\n", lines.Where(static line => line.StartsWith('|')));
}
