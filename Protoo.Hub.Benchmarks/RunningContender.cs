using Protoo.Benchmarks.Scenarios;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks;

/// <summary>A contender with its servers and clients, up to their end.</summary>
internal sealed class RunningContender(Scenario scenario, Deployment deployment, BenchmarkOptions options) : IAsyncDisposable
{
    // Not where nobody else has a turn, and memory is measured.
    private readonly Trickle? _trickle = scenario.TakesTurns ? new Trickle(deployment) : null;

    public Contender Contender => deployment.Contender;

    public Trial Trial { get; } = scenario.CreateTrial(deployment, options);

    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        if (_trickle is not null)
        {
            await _trickle.StartAsync(cancellationToken);
        }

        await Trial.WarmUpAsync(cancellationToken);
    }

    /// <summary>Ends the clients first, for whom the end of their server is a failure.</summary>
    public async ValueTask DisposeAsync()
    {
        await Trial.DisposeAsync();
        if (_trickle is not null)
        {
            await _trickle.DisposeAsync();
        }

        await deployment.DisposeAsync();
    }
}
