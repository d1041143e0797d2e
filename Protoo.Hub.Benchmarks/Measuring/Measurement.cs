namespace Protoo.Benchmarks.Measuring;

/// <summary>The figures of one scenario, one server and one turn.</summary>
/// <param name="figures">The figures.</param>
/// <param name="part">The part of the scenario, if it has several; each has a row in the table.</param>
internal sealed class Measurement(IReadOnlyDictionary<Column, double> figures, string part = "")
{
    public string Part { get; } = part;

    public double this[Column column] => figures[column];

    public override string ToString() => (Part.Length > 0 ? $"{Part}: " : string.Empty) + string.Join(", ", figures.Select(static figure => $"{figure.Key.Title} {figure.Key.Show([figure.Value])}"));
}
