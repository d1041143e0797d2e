using System.Globalization;

namespace Protoo.Benchmarks.Measuring;

/// <summary>A figure that a scenario measures, and how its values from several turns become one cell.</summary>
internal sealed class Column(string title, Func<IReadOnlyList<double>, string> show)
{
    public string Title { get; } = title;

    public string Show(IReadOnlyList<double> turns) => show(turns);

    public static Column Median(string title, string format)
    {
        return new Column(title, turns => Format(GetMedian(turns), format));
    }

    public static Column MedianAndQuartiles(string title, string format)
    {
        return new Column(title, turns => turns.Count == 1
            ? Format(turns[0], format)
            : $"{Format(GetMedian(turns), format)} ({Format(GetQuantile(turns, 0.25), format)}–{Format(GetQuantile(turns, 0.75), format)})");
    }

    public static Column Sum(string title)
    {
        return new Column(title, static turns => Format(turns.Sum(), "N0"));
    }

    public static double GetMedian(IReadOnlyList<double> turns) => GetQuantile(turns, 0.5);

    private static double GetQuantile(IReadOnlyList<double> turns, double fraction)
    {
        double[] sorted = [.. turns.Order()];
        var position = (sorted.Length - 1) * fraction;
        var below = sorted[(int)position];
        return below + ((sorted[(int)Math.Ceiling(position)] - below) * (position - Math.Truncate(position)));
    }

    private static string Format(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
