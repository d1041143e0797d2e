using System.Runtime.InteropServices;
using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Scenarios;
using Protoo.Benchmarks.Servers;
using Protoo.Benchmarks.Targets;

namespace Protoo.Benchmarks;

/// <summary>
/// Measures every scenario on every server in each round, in fresh processes. Servers take short turns, so that other activity on the
/// machine affects all of them equally.
/// </summary>
internal sealed class BenchmarkRun(BenchmarkOptions options)
{
    private readonly Report _report = new();

    /// <returns>Whether all measurements succeeded.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        if (options.IsPinned)
        {
            await Pinning.PinRunnerAsync(cancellationToken);
        }

        var contenders = await GetReadyAsync(cancellationToken);
        try
        {
            await MeasureAsync(contenders, cancellationToken);
        }
        finally
        {
            // Also after an interruption, with what was measured so far.
            Console.WriteLine($"{RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} cores; {options}\n");
            TargetTable.Write(Console.Out, _report);
            _report.Write(Console.Out);
        }

        if (options.WritesResults)
        {
            await ResultsFile.WriteAsync(_report, options, cancellationToken);
        }

        return !_report.HasFailures;
    }

    private async Task MeasureAsync(List<Contender> contenders, CancellationToken cancellationToken)
    {
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var scenario in options.Scenarios)
            {
                Contender[] included = [.. contenders.Where(contender => options.Includes(scenario, contender))];
                foreach (var together in scenario.TakesTurns ? [included] : included.Chunk(1))
                {
                    await MeasureAsync(round, scenario, together, cancellationToken);
                }
            }
        }
    }

    private async Task<List<Contender>> GetReadyAsync(CancellationToken cancellationToken)
    {
        var ready = new List<Contender>();
        foreach (var contender in ContenderCatalog.All.Where(contender => options.Scenarios.Any(scenario => options.Includes(scenario, contender))))
        {
            if (await contender.PrepareAsync(cancellationToken) is { } obstacle)
            {
                await Console.Error.WriteLineAsync($"Going on without {contender.Name}: {obstacle}");
            }
            else
            {
                ready.Add(contender);
            }
        }

        return ready;
    }

    private async Task MeasureAsync(int round, Scenario scenario, Contender[] contenders, CancellationToken cancellationToken)
    {
        await using var lineup = new Lineup(scenario, options, _report);
        foreach (var contender in contenders)
        {
            await lineup.AddAsync(contender, cancellationToken);
        }

        var turns = scenario.TakesTurns ? options.Turns : 1;
        for (var turn = 1; turn <= turns; turn++)
        {
            await lineup.MeasureAsync(((round - 1) * turns) + turn, cancellationToken);
        }
    }
}
