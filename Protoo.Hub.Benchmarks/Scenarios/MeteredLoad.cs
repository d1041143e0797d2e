using Protoo.Benchmarks.Clients;
using Protoo.Benchmarks.Measuring;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>A load of messages that are counted, and whose latencies are. It can be started again once it has stopped.</summary>
internal abstract class MeteredLoad : ClientLoad
{
    private TaskCompletionSource _drained = new();
    private int _outstanding;

    /// <summary>Counts what this load calls a message.</summary>
    public LoadMeter Meter { get; } = new();

    /// <summary>How many messages did not come, since the last start.</summary>
    public int Lost { get; private set; }

    /// <summary>How many came twice, or after one that was sent later, since the last start.</summary>
    public int Reordered { get; protected set; }

    protected bool IsSending { get; private set; }

    /// <summary>Lets all senders send.</summary>
    public void Start(IReadOnlyList<LoadClient> clients)
    {
        lock (Gate)
        {
            _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Lost = 0;
            Reordered = 0;
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
            lock (Gate)
            {
                Lost = _outstanding;
                _outstanding = 0;
            }
        }
    }

    protected abstract void SendFirst(IReadOnlyList<LoadClient> clients);

    protected void Sent(int messages) => _outstanding += messages;

    protected void Received(long latency)
    {
        // What was counted as lost may come after all.
        _outstanding = Math.Max(0, _outstanding - 1);
        Meter.Add(latency);
        EndIfDrained();
    }

    private void EndIfDrained()
    {
        if (!IsSending && _outstanding == 0)
        {
            _drained.TrySetResult();
        }
    }
}
