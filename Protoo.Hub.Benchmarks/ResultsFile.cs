using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Micro;
using Protoo.Benchmarks.Targets;

namespace Protoo.Benchmarks;

/// <summary>Writes the results of a run to RESULTS.md next to the sources.</summary>
internal static class ResultsFile
{
    private static readonly string s_path = Path.Combine(SourceFolder.OfBenchmarks, "RESULTS.md");

    public static async Task WriteAsync(Report report, BenchmarkOptions options, CancellationToken cancellationToken)
    {
        await using var text = new StringWriter { NewLine = "\n" };
        text.WriteLine("# Results");
        text.WriteLine();
        text.WriteLine("Written by the benchmarks, which [their README](README.md) explains. On another machine, or another day, absolute figures differ; ratios less so.");
        text.WriteLine();
        foreach (var (what, value) in await Machine.DescribeAsync(cancellationToken))
        {
            text.WriteLine($"- {what}: {value}");
        }

        text.WriteLine($"- settings: {options}");
        text.WriteLine();
        text.WriteLine("## Ratios against targets");
        text.WriteLine();
        TargetTable.Write(text, report);
        text.WriteLine("## Figures");
        text.WriteLine();
        report.Write(text);
        text.WriteLine("## Micro benchmarks");
        text.WriteLine();
        text.WriteLine(await MicroBenchmarks.GetTablesAsync(cancellationToken));
        await File.WriteAllTextAsync(s_path, text.ToString(), cancellationToken);
        await Console.Error.WriteLineAsync($"Wrote {s_path}");
    }
}
