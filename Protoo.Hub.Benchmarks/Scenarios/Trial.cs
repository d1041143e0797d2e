using Protoo.Benchmarks.Measuring;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>A scenario with one contender, from its start to its end.</summary>
internal abstract class Trial : IAsyncDisposable
{
    /// <summary>Connects, where that is not what is measured, and does, unmeasured, what is measured later.</summary>
    public virtual Task WarmUpAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Measures, and leaves nothing running.</summary>
    public abstract Task<Measurement> MeasureAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
