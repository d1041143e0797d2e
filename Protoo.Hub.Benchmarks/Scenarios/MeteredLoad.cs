using Protoo.Benchmarks.Clients;
using Protoo.Benchmarks.Measuring;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>A load of messages that are counted, and whose latencies are.</summary>
internal abstract class MeteredLoad : ClientLoad
{
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Counts what this load calls a message.</summary>
    public LoadMeter Meter { get; } = new();

    /// <summary>How many messages are on their way; what is left at the end is lost.</summary>
    public int Outstanding { get; private set; }

    /// <summary>How many came twice, or after one that was sent later.</summary>
    public int Reordered { get; protected set; }

    protected bool IsSending { get; private set; }

    /// <summary>Lets all senders send.</summary>
    public void Start(IReadOnlyList<LoadClient> clients)
    {
        lock (Gate)
        {
            IsSending = true;
            SendFirst(clients);
        }
    }

    /// <summary>Sends no more. What is on its way still comes.</summary>
    public void Stop()
    {
        lock (Gate)
        {
            IsSending = false;
            EndIfDrained();
        }
    }

    /// <summary>Waits for what is on its way, but not for ever.</summary>
    public async Task DrainAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            await _drained.Task.WaitAsync(patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            // What did not come is counted as lost.
        }
    }

    protected abstract void SendFirst(IReadOnlyList<LoadClient> clients);

    protected void Sent(int messages) => Outstanding += messages;

    protected void Received(long latency)
    {
        Outstanding--;
        Meter.Add(latency);
        EndIfDrained();
    }

    private void EndIfDrained()
    {
        if (!IsSending && Outstanding == 0)
        {
            _drained.TrySetResult();
        }
    }
}
