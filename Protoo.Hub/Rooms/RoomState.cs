namespace Protoo.Rooms;

/// <summary>
/// The life of a room on this instance, for an app that keeps state with it or observes it: it opens once, before the first peer, and closes
/// once, after the room has ended and the hub's callbacks have finished for all its peers.
/// </summary>
internal abstract class RoomState(LocalRoom room, OpenRoomStates states, RoomObservers observers)
{
    private readonly Lock _gate = new();

    // Guarded by the gate.
    private Task? _opened;

    // The room, and each peer that has joined it.
    private int _holders = 1;

    /// <summary>The app's object; null if it keeps none, until it is open, and after it was disposed of.</summary>
    public abstract object? Value { get; }

    /// <summary>Who observes the room.</summary>
    public RoomObservers Observers { get; } = observers;

    protected LocalRoom Room { get; } = room;

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
    public abstract ValueTask<object> CreatePeerAsync(ConnectionRequest request);

    /// <summary>Keeps the state for a peer.</summary>
    public void Hold() => Interlocked.Increment(ref _holders);

    /// <summary>Called when the room has ended, or the hub has finished with a peer.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0 && _opened is { IsCompletedSuccessfully: true })
        {
            _ = CloseAsync();
        }
    }

    /// <summary>Disposes of the state of a peer.</summary>
    public abstract ValueTask DisposePeerAsync(object peer);

    protected abstract Task OpenNowAsync();

    /// <summary>Closes the state. Must not throw.</summary>
    protected abstract Task CloseNowAsync();

    private async Task OpenAsync(TaskCompletionSource opened)
    {
        states.Add();
        try
        {
            await OpenNowAsync().ConfigureAwait(false);
            if (!Observers.IsEmpty)
            {
                await Observers.RoomOpenedAsync(Room).ConfigureAwait(false);
            }

            opened.SetResult();
        }
        catch (Exception exception)
        {
            states.Remove();
            opened.SetException(exception);

            // Nobody waits if all have left meanwhile.
            _ = opened.Task.Exception;
        }
    }

    private async Task CloseAsync()
    {
        await CloseNowAsync().ConfigureAwait(false);
        if (!Observers.IsEmpty)
        {
            await Observers.RoomClosedAsync(Room).ConfigureAwait(false);
        }

        states.Remove();
    }
}
