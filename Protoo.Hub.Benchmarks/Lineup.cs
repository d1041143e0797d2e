using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Scenarios;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks;

/// <summary>The contenders of one scenario, running and warmed up, which take turns.</summary>
internal sealed class Lineup(Scenario scenario, BenchmarkOptions options, Report report) : IAsyncDisposable
{
    private readonly List<(Deployment Deployment, Trickle? Trickle, Trial Trial)> _running = [];

    /// <summary>Starts a contender and warms it up. Without it goes on if that fails, which the report then says.</summary>
    public async Task AddAsync(Contender contender, CancellationToken cancellationToken)
    {
        Deployment? deployment = null;
        try
        {
            deployment = await Deployment.StartAsync(contender, options.IsPinned, cancellationToken);
            var trial = scenario.CreateTrial(deployment, options);
            var trickle = scenario.TakesTurns ? new Trickle(deployment) : null;
            _running.Add((deployment, trickle, trial));
            deployment = null;
            if (trickle is not null)
            {
                await trickle.StartAsync(cancellationToken);
            }

            await trial.WarmUpAsync(cancellationToken);
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

    /// <summary>Measures each once.</summary>
    /// <param name="turn">The number of the turn, over all rounds.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task MeasureAsync(int turn, CancellationToken cancellationToken)
    {
        // There and back, so that none has always the same one before it.
        foreach (var (deployment, _, trial) in turn % 2 == 0 ? _running.AsEnumerable().Reverse().ToArray() : [.. _running])
        {
            var contender = deployment.Contender;
            try
            {
                var measurement = await trial.MeasureAsync(cancellationToken);
                report.Add(turn, scenario, contender, measurement);
                await Console.Error.WriteLineAsync($"turn {turn}, {scenario.Key}, {contender.Name}: {measurement}");
            }
            catch (BenchmarkException exception)
            {
                await FailAsync(contender, exception);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (deployment, trickle, trial) in _running)
        {
            await EndAsync(deployment, trickle, trial);
        }
    }

    private async Task FailAsync(Contender contender, BenchmarkException exception)
    {
        var failure = $"{scenario.Key}, {contender.Name} failed: {exception.Message}";
        report.AddFailure(failure);
        await Console.Error.WriteLineAsync(failure);
        if (_running.Find(running => running.Deployment.Contender == contender) is (not null, _, not null) failed)
        {
            _running.Remove(failed);
            await EndAsync(failed.Deployment, failed.Trickle, failed.Trial);
        }
    }

    private static async Task EndAsync(Deployment deployment, Trickle? trickle, Trial trial)
    {
        // The clients first, for whom the end of their server is a failure.
        await trial.DisposeAsync();
        if (trickle is not null)
        {
            await trickle.DisposeAsync();
        }

        await deployment.DisposeAsync();
    }
}
