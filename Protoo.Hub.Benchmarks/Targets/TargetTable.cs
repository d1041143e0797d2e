using System.Globalization;
using Protoo.Benchmarks.Measuring;

namespace Protoo.Benchmarks.Targets;

/// <summary>Compares the measured values with the targets.</summary>
internal static class TargetTable
{
    /// <summary>Writes the table; nothing if no value with a target was measured.</summary>
    public static void Write(TextWriter writer, Report report)
    {
        string[] rows = [.. TargetCatalog.All.Select(target => GetRow(target, target.Measure(report))).OfType<string>()];
        if (rows.Length == 0)
        {
            return;
        }

        writer.WriteLine("| scenario | figure | server | compared with | measured | target | met |");
        writer.WriteLine("| --- | --- | --- | --- | ---: | ---: | --- |");
        foreach (var row in rows)
        {
            writer.WriteLine(row);
        }

        writer.WriteLine();
    }

    private static string? GetRow(Target target, IReadOnlyList<double> turns)
    {
        if (turns.Count == 0)
        {
            return null;
        }

        var cell = Column.MedianAndQuartiles(target.Column.Title, target.Baseline is null ? "N1" : "N2");
        var limit = target.Limit is { } most ? string.Create(CultureInfo.InvariantCulture, $"≤ {most:#,0.##}") : string.Empty;
        var isMet = target.Limit is null ? string.Empty : Column.GetMedian(turns) <= target.Limit ? "yes" : "no";
        var scenario = target.Part.Length > 0 ? $"{target.Scenario}: {target.Part}" : target.Scenario;
        return $"| {scenario} | {cell.Title} | {target.Server} | {target.Baseline} | {cell.Show(turns)} | {limit} | {isMet} |";
    }
}
