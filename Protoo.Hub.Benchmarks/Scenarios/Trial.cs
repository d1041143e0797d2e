using Protoo.Benchmarks.Measuring;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>A scenario with one contender, from start to end.</summary>
internal abstract class Trial : IAsyncDisposable
{
    /// <summary>Connects, unless connecting is what is measured, and does what is measured later without measuring it.</summary>
    public virtual Task WarmUpAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Measures each part of the scenario, and leaves nothing running.</summary>
    public abstract IAsyncEnumerable<Measurement> MeasureAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
