using Protoo.Benchmarks.Clients;
using Protoo.Benchmarks.Measuring;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>A load that counts its messages and records their latencies. It can be started again once it has stopped.</summary>
internal abstract class MeteredLoad : ClientLoad
{
    private TaskCompletionSource _drained = new();
    private int _outstanding;

    /// <summary>Counts what this load calls a message.</summary>
    public LoadMeter Meter { get; } = new();

    /// <summary>The number of messages that have not arrived since the last start.</summary>
    public int Lost { get; private set; }

    /// <summary>The number of messages since the last start that arrived twice, or after one that was sent later.</summary>
    public int Reordered { get; protected set; }

    protected bool IsSending { get; private set; }

    /// <summary>Starts all senders.</summary>
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

    /// <summary>Stops sending. Messages on their way still arrive.</summary>
    public void Stop()
    {
        lock (Gate)
        {
            IsSending = false;
            EndIfDrained();
        }
    }

    /// <summary>Waits for messages on their way, up to a time limit.</summary>
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
        // A message that was counted as lost may arrive after all.
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
