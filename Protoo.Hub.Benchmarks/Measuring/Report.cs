using Protoo.Benchmarks.Scenarios;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Measuring;

/// <summary>Collects the measurements and writes them as tables.</summary>
internal sealed class Report
{
    private readonly Dictionary<(Scenario Scenario, Contender Contender, string Part), SortedDictionary<int, Measurement>> _measurements = [];
    private readonly List<string> _failures = [];

    public bool HasFailures => _failures.Count > 0;

    public void Add(int turn, Scenario scenario, Contender contender, Measurement measurement)
    {
        var row = (scenario, contender, measurement.Part);
        if (!_measurements.TryGetValue(row, out var turns))
        {
            _measurements.Add(row, turns = []);
        }

        turns.Add(turn, measurement);
    }

    /// <summary>Returns the measurements by turn; empty if the scenario or server was left out.</summary>
    public IReadOnlyDictionary<int, Measurement> GetTurns(string scenario, string contender, string part)
    {
        return _measurements.FirstOrDefault(entry => entry.Key.Scenario.Key == scenario && entry.Key.Contender.Key == contender && entry.Key.Part == part).Value ?? [];
    }

    public void AddFailure(string failure) => _failures.Add(failure);

    public void Write(TextWriter writer)
    {
        foreach (var scenario in _measurements.Keys.Select(static key => key.Scenario).Distinct())
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
        foreach (var ((_, contender, part), turns) in _measurements.Where(entry => entry.Key.Scenario == scenario))
        {
            var cells = scenario.Columns.Select(column => column.Show([.. turns.Values.Select(turn => turn[column])]));
            var row = part.Length > 0 ? $"{contender.Name}: {part}" : contender.Name;
            writer.WriteLine($"| {row} | {string.Join(" | ", cells)} |");
        }

        writer.WriteLine();
    }
}
