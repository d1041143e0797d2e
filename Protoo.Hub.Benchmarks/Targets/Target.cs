using Protoo.Benchmarks.Measuring;

namespace Protoo.Benchmarks.Targets;

/// <summary>What a server should reach.</summary>
/// <param name="Scenario">The key of the scenario.</param>
/// <param name="Column">The figure.</param>
/// <param name="Server">The key of the server.</param>
/// <param name="Baseline">The key of the one that it is compared with, as a ratio; null where the figure itself counts.</param>
/// <param name="Limit">The most that it may be; null where it is only to be known.</param>
internal sealed record Target(string Scenario, Column Column, string Server, string? Baseline, double? Limit)
{
    /// <summary>The ratios, turn by turn: what slowed down one turn slowed down both servers. Empty where one was left out.</summary>
    public IReadOnlyList<double> Measure(Report report)
    {
        var server = report.GetTurns(Scenario, Server);
        if (Baseline is null)
        {
            return [.. server.Values.Select(turn => turn[Column])];
        }

        var baseline = report.GetTurns(Scenario, Baseline);
        return [.. server.Keys.Intersect(baseline.Keys).Select(turn => server[turn][Column] / baseline[turn][Column])];
    }
}
