namespace Protoo.Rooms;

/// <summary>
/// Runs the app's code for a room on this instance one at a time between awaits, as Node.js does: whoever has the turn has it until its next
/// await, and then continues in a later turn.
/// </summary>
/// <remarks>
/// An await continues in a turn because it captures the <see cref="RoomTurn"/>. The library's own awaits do not, so that they cost no turn.
/// </remarks>
internal sealed class RoomTurns : IThreadPoolWorkItem
{
    // A busy room leaves its thread to others now and then.
    private const int LongestRun = 64;

    private readonly Lock _gate = new();

    // Guarded by the gate.
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _waiting = new();
    private bool _isTaken;

    /// <summary>Runs a callback in turns.</summary>
    public async Task RunAsync(Func<Task> callback)
    {
        _ = await RunAsync(
            static async callback =>
            {
                await callback().ConfigureAwait(false);
                return true;
            },
            callback).ConfigureAwait(false);
    }

    /// <summary>Runs an action in turns; it begins at once if nobody has the turn.</summary>
    public ValueTask<T> RunAsync<TState, T>(Func<TState, ValueTask<T>> action, TState state)
    {
        lock (_gate)
        {
            if (_isTaken)
            {
                var turn = new Turn<TState, T>(action, state);
                _waiting.Enqueue((Turn<TState, T>.Begin, turn));
                return new ValueTask<T>(turn.Task);
            }

            _isTaken = true;
        }

        var previous = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new RoomTurn(this));
        try
        {
            return action(state);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(previous);
            EndTurn();
        }
    }

    /// <summary>Runs a callback in a later turn.</summary>
    public void Post(SendOrPostCallback callback, object? state)
    {
        lock (_gate)
        {
            _waiting.Enqueue((callback, state));
            if (_isTaken)
            {
                return;
            }

            _isTaken = true;
        }

        Schedule();
    }

    void IThreadPoolWorkItem.Execute()
    {
        try
        {
            for (var i = 0; i < LongestRun; i++)
            {
                (SendOrPostCallback Callback, object? State) next;
                lock (_gate)
                {
                    if (!_waiting.TryDequeue(out next))
                    {
                        _isTaken = false;
                        return;
                    }
                }

                SynchronizationContext.SetSynchronizationContext(new RoomTurn(this));
                next.Callback(next.State);
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }

        Schedule();
    }

    private void EndTurn()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                _isTaken = false;
                return;
            }
        }

        Schedule();
    }

    private void Schedule() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    /// <summary>An action that waits for its first turn.</summary>
    private sealed class Turn<TState, T>(Func<TState, ValueTask<T>> action, TState state)
        : TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public static readonly SendOrPostCallback Begin = static turn => ((Turn<TState, T>)turn!).BeginNow();

        private readonly ExecutionContext? _context = ExecutionContext.Capture();

        private void BeginNow()
        {
            if (_context is null)
            {
                _ = RunAsync();
            }
            else
            {
                ExecutionContext.Run(_context, static turn => _ = ((Turn<TState, T>)turn!).RunAsync(), this);
            }
        }

        private async Task RunAsync()
        {
            try
            {
                SetResult(await action(state).ConfigureAwait(false));
            }
            catch (Exception exception)
            {
                SetException(exception);
            }
        }
    }
}
