using System.Globalization;

namespace Protoo.Benchmarks.Measuring;

/// <summary>A figure that a scenario measures, and how those of several rounds become one cell.</summary>
internal sealed class Column(string title, Func<IReadOnlyList<double>, string> show)
{
    public string Title { get; } = title;

    public string Show(IReadOnlyList<double> rounds) => show(rounds);

    public static Column Median(string title, string format)
    {
        return new Column(title, rounds => Format(GetMedian(rounds), format));
    }

    public static Column MedianAndRange(string title, string format)
    {
        return new Column(title, rounds => rounds.Count == 1
            ? Format(rounds[0], format)
            : $"{Format(GetMedian(rounds), format)} ({Format(rounds.Min(), format)}–{Format(rounds.Max(), format)})");
    }

    public static Column Sum(string title)
    {
        return new Column(title, static rounds => Format(rounds.Sum(), "N0"));
    }

    public static double GetMedian(IReadOnlyList<double> rounds)
    {
        double[] sorted = [.. rounds.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Format(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
