using System.Runtime.InteropServices;
using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Scenarios;
using Protoo.Benchmarks.Servers;
using Protoo.Benchmarks.Targets;

namespace Protoo.Benchmarks;

/// <summary>
/// Every round measures every scenario on every server, each in processes of its own: what else the machine does, and what a server
/// did before, hits all alike.
/// </summary>
internal sealed class BenchmarkRun(BenchmarkOptions options)
{
    private readonly Report _report = new();

    /// <returns>Whether all went well.</returns>
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
            // As far as it came, when it is interrupted.
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
                foreach (var contender in contenders.Where(contender => options.Includes(scenario, contender)))
                {
                    await MeasureAsync(round, scenario, contender, cancellationToken);
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

    private async Task MeasureAsync(int round, Scenario scenario, Contender contender, CancellationToken cancellationToken)
    {
        var what = $"round {round}, {scenario.Key}, {contender.Name}";
        try
        {
            await using var deployment = await Deployment.StartAsync(contender, options.IsPinned, cancellationToken);
            var measurement = await scenario.MeasureAsync(deployment, options, cancellationToken);
            _report.Add(round, scenario, contender, measurement);
            await Console.Error.WriteLineAsync($"{what}: {measurement}");
        }
        catch (BenchmarkException exception)
        {
            _report.AddFailure($"{what} failed: {exception.Message}");
            await Console.Error.WriteLineAsync($"{what} failed: {exception.Message}");
        }
    }
}
