namespace Protoo.Transports;

/// <summary>
/// Keeps a client from sending more: nothing is read from it while something that it caused waits for a congested receiver.
/// </summary>
internal sealed class Restraint
{
    private readonly Lock _gate = new();

    // Guarded by the gate.
    private int _holds;
    private TaskCompletionSource? _released;
    private bool _isOver;

    /// <summary>The restraint of a connection that has ended and was never held.</summary>
    public static Restraint Over { get; } = new() { _isOver = true };

    /// <summary>Completes when the client may continue; null if it may continue now.</summary>
    public Task? Released
    {
        get
        {
            lock (_gate)
            {
                return _released?.Task;
            }
        }
    }

    /// <summary>Waits for receivers, and holds the client back meanwhile.</summary>
    /// <param name="hold">Completes when the receivers no longer hold senders back.</param>
    /// <returns>Completes with <paramref name="hold"/>, or when the client's own connection ends.</returns>
    public async Task WaitAsync(Task hold)
    {
        Task released;
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            _holds++;
            released = (_released ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        await Task.WhenAny(hold, released).ConfigureAwait(false);
        lock (_gate)
        {
            if (--_holds == 0)
            {
                _released?.SetResult();
                _released = null;
            }
        }
    }

    /// <summary>Ends all waiting, for good.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isOver = true;
            _released?.SetResult();
            _released = null;
        }
    }
}
