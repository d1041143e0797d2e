using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Scenarios;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks;

/// <summary>The contenders of one scenario, running and warmed up, which take turns.</summary>
internal sealed class Lineup(Scenario scenario, BenchmarkOptions options, Report report) : IAsyncDisposable
{
    private readonly List<RunningContender> _running = [];

    /// <summary>Starts a contender and warms it up. If that fails, the run goes on without it, and the report says so.</summary>
    public async Task AddAsync(Contender contender, CancellationToken cancellationToken)
    {
        Deployment? deployment = null;
        try
        {
            deployment = await Deployment.StartAsync(contender, options.IsPinned, cancellationToken);
            var running = new RunningContender(scenario, deployment, options);
            _running.Add(running);
            deployment = null;
            await running.WarmUpAsync(cancellationToken);
        }
        catch (BenchmarkException exception)
        {
            await FailAsync(contender, exception);
        }
        finally
        {
            if (deployment is not null)
            {
                await deployment.DisposeAsync();
            }
        }
    }

    /// <summary>Measures each contender once.</summary>
    /// <param name="turn">The number of the turn, counted over all rounds.</param>
    /// <param name="cancellationToken">Cancels the measurement.</param>
    public async Task MeasureAsync(int turn, CancellationToken cancellationToken)
    {
        // Alternates the direction, so that no contender always follows the same one.
        foreach (var running in turn % 2 == 0 ? _running.AsEnumerable().Reverse().ToArray() : [.. _running])
        {
            var contender = running.Contender;
            try
            {
                await foreach (var measurement in running.Trial.MeasureAsync(cancellationToken))
                {
                    report.Add(turn, scenario, contender, measurement);
                    await Console.Error.WriteLineAsync($"turn {turn}, {scenario.Key}, {contender.Name}: {measurement}");
                }
            }
            catch (BenchmarkException exception)
            {
                await FailAsync(contender, exception);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var running in _running)
        {
            await running.DisposeAsync();
        }
    }

    private async Task FailAsync(Contender contender, BenchmarkException exception)
    {
        var failure = $"{scenario.Key}, {contender.Name} failed: {exception.Message}";
        report.AddFailure(failure);
        await Console.Error.WriteLineAsync(failure);
        if (_running.Find(running => running.Contender == contender) is { } failed)
        {
            _running.Remove(failed);
            await failed.DisposeAsync();
        }
    }
}
