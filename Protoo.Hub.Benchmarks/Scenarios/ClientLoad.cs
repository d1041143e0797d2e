using Protoo.Benchmarks.Clients;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>What all loads have in common: a gate, and a way to fail.</summary>
internal abstract class ClientLoad : IClientLoad
{
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Lock Gate { get; } = new();

    public void Break(string reason) => _broken.TrySetException(new BenchmarkException(reason));

    public abstract void OnAnswer(LoadClient client, int id, long now);

    public abstract void OnDelivery(LoadClient client, DeliveryStamp stamp, long now);

    /// <summary>Lets time pass, as long as nothing breaks.</summary>
    public async Task LetRunAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var passed = Task.Delay(time, cancellationToken);

        // In this order: of two that are done, the first is taken.
        await await Task.WhenAny(_broken.Task, passed);
    }
}
