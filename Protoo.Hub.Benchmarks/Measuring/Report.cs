using Protoo.Benchmarks.Scenarios;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Measuring;

/// <summary>What was measured so far, and the tables of it.</summary>
internal sealed class Report
{
    private readonly Dictionary<(Scenario, Contender), List<Measurement>> _measurements = [];
    private readonly List<string> _failures = [];

    public bool HasFailures => _failures.Count > 0;

    public void Add(Scenario scenario, Contender contender, Measurement measurement)
    {
        if (!_measurements.TryGetValue((scenario, contender), out var rounds))
        {
            _measurements.Add((scenario, contender), rounds = []);
        }

        rounds.Add(measurement);
    }

    public void AddFailure(string failure) => _failures.Add(failure);

    public void Write(TextWriter writer)
    {
        foreach (var scenario in _measurements.Keys.Select(static key => key.Item1).Distinct())
        {
            WriteTable(writer, scenario);
        }

        foreach (var failure in _failures)
        {
            writer.WriteLine($"- {failure}");
        }
    }

    private void WriteTable(TextWriter writer, Scenario scenario)
    {
        writer.WriteLine($"### {scenario.Title}");
        writer.WriteLine();
        writer.WriteLine($"| server | {string.Join(" | ", scenario.Columns.Select(static column => column.Title))} |");
        writer.WriteLine($"| --- |{string.Concat(scenario.Columns.Select(static _ => " ---: |"))}");
        foreach (var ((_, contender), rounds) in _measurements.Where(entry => entry.Key.Item1 == scenario))
        {
            var cells = scenario.Columns.Select(column => column.Show([.. rounds.Select(round => round[column])]));
            writer.WriteLine($"| {contender.Name} | {string.Join(" | ", cells)} |");
        }

        writer.WriteLine();
    }
}
