using Protoo.Benchmarks.Clients;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>The base class of all loads: a gate, and a way to fail.</summary>
internal abstract class ClientLoad : IClientLoad
{
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Lock Gate { get; } = new();

    public void Break(string reason) => _broken.TrySetException(new BenchmarkException(reason));

    public abstract void OnAnswer(LoadClient client, int id, long now);

    public abstract void OnDelivery(LoadClient client, DeliveryStamp stamp, long now);

    public virtual void OnArrival(LoadClient client)
    {
        // Most loads do not count who comes.
    }

    /// <summary>Waits for a time, but fails as soon as something breaks.</summary>
    public async Task LetRunAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var passed = Task.Delay(time, cancellationToken);

        // The order matters: if both tasks are complete, the first is taken.
        await await Task.WhenAny(_broken.Task, passed);
    }
}
