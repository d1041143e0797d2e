namespace Protoo.Benchmarks.Measuring;

/// <summary>The figures of one scenario, one server and one turn.</summary>
internal sealed class Measurement(IReadOnlyDictionary<Column, double> figures)
{
    public double this[Column column] => figures[column];

    public override string ToString() => string.Join(", ", figures.Select(static figure => $"{figure.Key.Title} {figure.Key.Show([figure.Value])}"));
}
