using System.Globalization;
using Protoo.Benchmarks.Measuring;

namespace Protoo.Benchmarks.Targets;

/// <summary>What was to be reached, and what was.</summary>
internal static class TargetTable
{
    public static void Write(TextWriter writer, Report report)
    {
        writer.WriteLine("| scenario | figure | server | compared with | measured | target | met |");
        writer.WriteLine("| --- | --- | --- | --- | ---: | ---: | --- |");
        foreach (var target in TargetCatalog.All)
        {
            if (target.Measure(report) is { Count: > 0 } rounds)
            {
                WriteRow(writer, target, Column.MedianAndRange(target.Column.Title, target.Baseline is null ? "N1" : "N2"), rounds);
            }
        }

        writer.WriteLine();
    }

    private static void WriteRow(TextWriter writer, Target target, Column cell, IReadOnlyList<double> rounds)
    {
        var limit = target.Limit is { } most ? string.Create(CultureInfo.InvariantCulture, $"≤ {most:#,0.##}") : string.Empty;
        var isMet = target.Limit is null ? string.Empty : Column.GetMedian(rounds) <= target.Limit ? "yes" : "no";
        writer.WriteLine(
            $"| {target.Scenario} | {cell.Title} | {target.Server} | {target.Baseline} | {cell.Show(rounds)} | {limit} | {isMet} |");
    }
}
