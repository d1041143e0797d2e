using Protoo.Benchmarks.Measuring;

namespace Protoo.Benchmarks.Targets;

/// <summary>A target that a server should meet.</summary>
/// <param name="Scenario">The key of the scenario.</param>
/// <param name="Column">The figure.</param>
/// <param name="Server">The key of the server.</param>
/// <param name="Baseline">The key of the server that it is compared with, as a ratio; null if the figure itself counts.</param>
/// <param name="Limit">The maximum; null if the value is only reported.</param>
/// <param name="Part">The part of the scenario, if it has several.</param>
internal sealed record Target(string Scenario, Column Column, string Server, string? Baseline, double? Limit, string Part = "")
{
    /// <summary>
    /// Returns the ratios turn by turn, because what slowed down one turn slowed down both servers. Empty if one of them was left out.
    /// </summary>
    public IReadOnlyList<double> Measure(Report report)
    {
        var server = report.GetTurns(Scenario, Server, Part);
        if (Baseline is null)
        {
            return [.. server.Values.Select(turn => turn[Column])];
        }

        var baseline = report.GetTurns(Scenario, Baseline, Part);
        return [.. server.Keys.Intersect(baseline.Keys).Select(turn => server[turn][Column] / baseline[turn][Column])];
    }
}
