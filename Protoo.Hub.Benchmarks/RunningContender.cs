using Protoo.Benchmarks.Scenarios;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks;

/// <summary>A contender with its running servers and clients.</summary>
internal sealed class RunningContender(Scenario scenario, Deployment deployment, BenchmarkOptions options) : IAsyncDisposable
{
    // Null where no other contender has a turn, because memory is measured there.
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

    /// <summary>Ends the clients first, because they treat the end of their server as a failure.</summary>
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
