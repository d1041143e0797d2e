using Microsoft.Extensions.Logging;

namespace Protoo.Clustering.Redis;

/// <summary>
/// Keeps the replica of a room up to date: applies the steps of the room's channel in their order. Where one is missing, or may be, the
/// replica and Redis are reconciled.
/// </summary>
/// <remarks>
/// <para>Three states, in <see cref="State"/>. It starts detached. The gate of the room guards all of it.</para>
/// <list type="table">
/// <item><term><see cref="Attach"/></term><description>Detached: reconciles.</description></item>
/// <item><term><see cref="Reconcile"/></term><description>Attached: reconciles. Reconciling: does so once more, because what is being read may be too old.</description></item>
/// <item><term>a step comes, or a message</term><description>Attached: it is applied, if it is the next step; an old one is passed over; one that comes too
/// early shows that others were missed, and is kept while the room reconciles. Reconciling: it is kept. Detached: it is passed over.</description></item>
/// <item><term>the room was read</term><description>Reconciling: the replica takes it over, then what was kept; attached.</description></item>
/// <item><term>the room cannot be read</term><description>Reconciling: tries again; detached once the instance is away, or after some attempts.</description></item>
/// <item><term><see cref="Detach"/>, or others have removed a seat of this instance</term><description>Detached.</description></item>
/// </list>
/// </remarks>
/// <param name="room">The replica.</param>
/// <param name="name">The room.</param>
/// <param name="reconciliation">Brings Redis in line with this instance.</param>
/// <param name="expectations">What steps of this instance that are under way will do to the room's seats.</param>
/// <param name="instance">This instance.</param>
/// <param name="connection">The way to Redis.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class RoomSubscription(
    IRosterReplica room,
    RoomName name,
    IRoomReconciliation reconciliation,
    SeatExpectations expectations,
    IClusterInstance instance,
    RedisConnection connection,
    TimeProvider timeProvider,
    ILogger logger)
{
    private const int MaximumAttempts = 10;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly RoomFeed _feed = new(room, expectations);
    private readonly StepWaits _waits = new();

    // While reconciling: completes when that is over.
    private TaskCompletionSource? _reconciled;
    private bool _isRunning;
    private bool _mustRunAgain;
    private bool _isStopped;

    // Read without the gate as well.
    private volatile State _state;

    private enum State
    {
        /// <summary>The room goes on without the other instances.</summary>
        Detached,

        /// <summary>Steps wait until the replica is up to date.</summary>
        Reconciling,

        /// <summary>The replica is up to date, and follows.</summary>
        Attached,
    }

    public RoomName Name { get; } = name;

    /// <summary>What steps of this instance that are under way will do to the room's seats.</summary>
    public SeatExpectations Expectations { get; } = expectations;

    public bool IsDetached => _state == State.Detached;

    /// <summary>Whether the room is attached, once that is settled: the replica is up to date, or the others cannot be reached.</summary>
    public async Task<bool> SettleAsync()
    {
        while (true)
        {
            Task reconciled;
            lock (room.Gate)
            {
                if (_state != State.Reconciling)
                {
                    return _state == State.Attached;
                }

                reconciled = _reconciled!.Task;
            }

            await reconciled;
        }
    }

    /// <inheritdoc cref="SettleAsync" />
    /// <exception cref="ProtooException">503: that takes too long.</exception>
    public async ValueTask<bool> IsAttachedAsync()
    {
        var settled = SettleAsync();
        await WaitAsync(settled);
        return await settled;
    }

    /// <summary>Brings the replica up to date, unless the room is detached. Steps wait meanwhile.</summary>
    public void Reconcile()
    {
        lock (room.Gate)
        {
            if (_state != State.Detached)
            {
                ReconcileUnsynchronized();
            }
        }
    }

    /// <summary>Begins to bring the replica up to date, if the room is detached.</summary>
    public void Attach()
    {
        lock (room.Gate)
        {
            if (_state == State.Detached && !_isStopped)
            {
                ReconcileUnsynchronized();
            }
        }
    }

    /// <summary>Completes when the replica is up to date, or the room detached again.</summary>
    public Task AttachAsync(CancellationToken cancellationToken)
    {
        Attach();
        return SettleAsync().WaitAsync(cancellationToken);
    }

    /// <summary>The room goes on without the other instances.</summary>
    public void Detach()
    {
        lock (room.Gate)
        {
            DetachUnsynchronized();
        }
    }

    /// <summary>Puts the peers of this instance back, and removes its seats that have none; the replica stays as it is.</summary>
    public Task PutBackAsync() => reconciliation.RunAsync(OnMessage);

    /// <summary>Completes when a step, and all before it, are applied here.</summary>
    /// <exception cref="ProtooException">503: the step was taken, but is not seen.</exception>
    public async Task WaitForAsync(long version)
    {
        Task applied;
        lock (room.Gate)
        {
            // The step may have been the end of the room here.
            if (_isStopped || room.Roster.Version >= version)
            {
                return;
            }

            if (_state == State.Detached)
            {
                throw connection.Unreachable();
            }

            applied = _waits.Add(version);
        }

        try
        {
            await WaitAsync(applied);
        }
        catch (ProtooException)
        {
            Reconcile();
            instance.BeatNow();
            throw;
        }
    }

    public async Task StopAsync()
    {
        lock (room.Gate)
        {
            // A step that somebody waits for is taken, and nobody is left here to see it.
            _isStopped = true;
            _waits.Complete(long.MaxValue);
            DetachUnsynchronized();
        }

        await reconciliation.CloseAsync();
    }

    private void ReconcileUnsynchronized()
    {
        _mustRunAgain = true;
        _state = State.Reconciling;
        _reconciled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_isRunning)
        {
            _isRunning = true;
            _ = RunAsync();
        }
    }

    private void DetachUnsynchronized()
    {
        _state = State.Detached;
        _feed.Clear();
        _waits.Fail(connection.Unreachable());
        CompleteUnsynchronized();
    }

    private void CompleteUnsynchronized()
    {
        _reconciled?.SetResult();
        _reconciled = null;
    }

    private async Task RunAsync()
    {
        var attempts = 0;
        while (true)
        {
            lock (room.Gate)
            {
                if (_state != State.Reconciling)
                {
                    _isRunning = false;
                    return;
                }

                _mustRunAgain = false;
            }

            try
            {
                Load(await reconciliation.RunAsync(OnMessage));
                attempts = 0;
                continue;
            }
            catch (Exception exception)
            {
                attempts++;
                OnFailed(exception, isLast: attempts == MaximumAttempts);
            }

            await Task.Delay(s_pause, timeProvider);
        }
    }

    private void OnFailed(Exception exception, bool isLast)
    {
        if (RedisConnection.IsOutage(exception))
        {
            _ = connection.Fail(exception);
        }

        if (instance.IsAway)
        {
            Detach();
        }
        else if (!isLast)
        {
            instance.BeatNow();
        }
        else
        {
            Detach();
            if (RedisFault.Find(exception) is { IsRefusal: true })
            {
                // Other rooms will fare no better: the instance is out until it may do all again.
                instance.LoseLease();
            }
            else
            {
                Log.ReconcileFailed(logger, Name.RoomId, exception);
            }
        }
    }

    private void OnMessage(ReadOnlyMemory<byte> message)
    {
        var text = message.Span;
        if (text.StartsWith(instance.StartOfNotification))
        {
            // It has been delivered already.
            return;
        }

        try
        {
            var record = RosterJson.Read(text);
            bool isPresumedDead;
            lock (room.Gate)
            {
                isPresumedDead = IsPresumedDeadUnsynchronized(record);
                if (isPresumedDead)
                {
                    DetachUnsynchronized();
                }
                else
                {
                    HandleUnsynchronized(record);
                }
            }

            // With this gate held it would wait for those of all other rooms.
            if (isPresumedDead)
            {
                instance.LoseLease();
            }
        }
        catch (Exception exception)
        {
            Log.MessageFailed(logger, Name.RoomId, exception);
            Reconcile();
        }
    }

    private bool IsPresumedDeadUnsynchronized(RosterJson.ChannelRecord record)
    {
        return _state != State.Detached
            && record is { Kind: RosterJson.Lost, Seat.Instance: var gone }
            && gone == instance.Instance
            && record.Version > room.Roster.Version;
    }

    private void HandleUnsynchronized(RosterJson.ChannelRecord record)
    {
        if (record.Kind == RosterJson.Marker)
        {
            reconciliation.HearUnsynchronized(record);
        }
        else if (_state == State.Reconciling)
        {
            _feed.Keep(record);
        }
        else if (_state == State.Attached)
        {
            if (_feed.TryHandle(record))
            {
                _waits.Complete(room.Roster.Version);
            }
            else
            {
                ReconcileUnsynchronized();
            }
        }
    }

    private void Load(RosterSnapshot snapshot)
    {
        lock (room.Gate)
        {
            if (_state != State.Reconciling || _mustRunAgain)
            {
                return;
            }

            var early = _feed.Load(snapshot);
            if (_isStopped)
            {
                // With this roster nobody is left here, and the room has ended.
                return;
            }

            _state = State.Attached;
            _waits.Complete(room.Roster.Version);
            foreach (var record in early)
            {
                HandleUnsynchronized(record);
            }

            if (_state == State.Attached)
            {
                CompleteUnsynchronized();
            }
        }
    }

    private async Task WaitAsync(Task task)
    {
        try
        {
            await task.WaitAsync(RedisConnection.Timeout, timeProvider);
        }
        catch (TimeoutException exception)
        {
            throw connection.Fail(exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A message in room {RoomId} could not be handled.", EventName = "MessageFailed")]
        public static partial void MessageFailed(ILogger logger, string roomId, Exception exception);

        [LoggerMessage(2, LogLevel.Error, "Room {RoomId} could not be brought up to date.", EventName = "ReconcileFailed")]
        public static partial void ReconcileFailed(ILogger logger, string roomId, Exception exception);
    }
}
