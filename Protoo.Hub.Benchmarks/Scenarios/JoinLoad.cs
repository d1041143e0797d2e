using Protoo.Benchmarks.Clients;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>Clients that do nothing but hear of those who join after them.</summary>
internal sealed class JoinLoad : ClientLoad
{
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _missing;

    /// <summary>Begins to count.</summary>
    /// <param name="announcements">How many announcements the clients get in all.</param>
    public void Expect(long announcements)
    {
        lock (Gate)
        {
            _missing = announcements;
        }
    }

    /// <summary>Waits for the last of the announcements.</summary>
    public async Task CompleteAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var waiting = LetRunAsync(timeout, cancellationToken);
        if (await Task.WhenAny(_complete.Task, waiting) == waiting)
        {
            await waiting;
            throw new BenchmarkException($"{_missing} announcements are missing");
        }
    }

    public override void OnAnswer(LoadClient client, int id, long now) => Break("an answer that nobody asked for");

    public override void OnDelivery(LoadClient client, DeliveryStamp stamp, long now) => Break("a delivery that nobody sent");

    public override void OnArrival(LoadClient client)
    {
        if (--_missing == 0)
        {
            _complete.TrySetResult();
        }
    }
}
