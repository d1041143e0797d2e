namespace Protoo.Rooms;

/// <summary>
/// The state that an app keeps with a room on this instance: opened once, before the first peer; closed once, after the room has ended and
/// the hub's callbacks have finished for all its peers.
/// </summary>
internal abstract class RoomState
{
    private readonly Lock _gate = new();

    // Guarded by the gate.
    private Task? _opened;

    // The room, and each peer that has joined it.
    private int _holders = 1;

    /// <summary>The app's object; null until it is open, and after it was disposed of.</summary>
    public abstract object? Value { get; }

    /// <summary>Opens the state, or waits until it is open.</summary>
    /// <exception cref="Exception">It could not be opened.</exception>
    public Task OpenAsync()
    {
        TaskCompletionSource opened;
        lock (_gate)
        {
            if (_opened is not null)
            {
                return _opened;
            }

            opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _opened = opened.Task;
        }

        _ = OpenAsync(opened);
        return opened.Task;
    }

    /// <summary>Makes the state of a peer.</summary>
    public abstract object CreatePeer(ConnectionRequest request);

    /// <summary>Keeps the state for a peer.</summary>
    public void Hold() => Interlocked.Increment(ref _holders);

    /// <summary>Called when the room has ended, or the hub has finished with a peer.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            _ = CloseNowAsync();
        }
    }

    /// <summary>Disposes of the state of a peer.</summary>
    public abstract ValueTask DisposePeerAsync(object peer);

    protected abstract Task OpenNowAsync();

    protected abstract Task CloseNowAsync();

    private async Task OpenAsync(TaskCompletionSource opened)
    {
        try
        {
            await OpenNowAsync();
            opened.SetResult();
        }
        catch (Exception exception)
        {
            opened.SetException(exception);

            // Nobody waits if all have left meanwhile.
            _ = opened.Task.Exception;
        }
    }
}
