using Microsoft.Extensions.Logging;

namespace Protoo.Clustering.Redis;

/// <summary>
/// Keeps the replica of a room up to date by applying the steps from the room's channel in order. If a step is missing, or may be, the
/// replica and Redis are reconciled.
/// </summary>
/// <remarks>
/// <para>There are three states, listed in <see cref="State"/>. The subscription starts detached. The room's gate guards everything.</para>
/// <list type="table">
/// <item><term><see cref="Attach"/></term><description>Detached: starts to reconcile.</description></item>
/// <item><term><see cref="Reconcile"/></term><description>Attached: starts to reconcile. Reconciling: reconciles once more, because the
/// room that is being read may be outdated.</description></item>
/// <item><term>a step or a message arrives</term><description>Attached: it is applied if it is the next step, or ignored if it is old. A
/// step that arrives too early shows that others were missed, and is kept while the room reconciles. Reconciling: it is kept. Detached: it
/// is ignored.</description></item>
/// <item><term>the room was read</term><description>Reconciling: the replica is loaded, the kept records are handled, and the room becomes
/// attached.</description></item>
/// <item><term>the room cannot be read</term><description>Reconciling: tries again. The room becomes detached once the instance is away, or
/// after several attempts.</description></item>
/// <item><term><see cref="Detach"/>, or others have removed a seat of this instance</term><description>The room becomes
/// detached.</description></item>
/// </list>
/// </remarks>
/// <param name="room">The replica.</param>
/// <param name="name">The name of the room.</param>
/// <param name="reconciliation">Brings Redis in line with this instance.</param>
/// <param name="expectations">The expected effects of pending steps of this instance on the room's seats.</param>
/// <param name="instance">This instance.</param>
/// <param name="connection">The connection to Redis.</param>
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

    // While reconciling: completes when the reconciliation ends.
    private TaskCompletionSource? _reconciled;

    // The version of the replica when it was attached for the last time; 0 if it never was.
    private long _followed;
    private bool _isRunning;
    private bool _mustRunAgain;
    private bool _isStopped;

    // Also read without the gate.
    private volatile State _state;

    private enum State
    {
        /// <summary>The room goes on without the other instances.</summary>
        Detached,

        /// <summary>Steps wait until the replica is up to date.</summary>
        Reconciling,

        /// <summary>The replica is up to date and follows the channel.</summary>
        Attached,
    }

    public RoomName Name { get; } = name;

    /// <summary>The expected effects of pending steps of this instance on the room's seats.</summary>
    public SeatExpectations Expectations { get; } = expectations;

    public bool IsDetached => _state == State.Detached;

    /// <summary>
    /// Waits until no reconciliation is running, and returns whether the room is attached. If it is, the replica is up to date; if not, the
    /// other instances cannot be reached.
    /// </summary>
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

            await reconciled.ConfigureAwait(false);
        }
    }

    /// <inheritdoc cref="SettleAsync" />
    /// <exception cref="ProtooException">503: the wait takes too long.</exception>
    public async ValueTask<bool> IsAttachedAsync()
    {
        var settled = SettleAsync();
        await WaitAsync(settled).ConfigureAwait(false);
        return await settled.ConfigureAwait(false);
    }

    /// <summary>Starts to bring the replica up to date, unless the room is detached. Steps wait meanwhile.</summary>
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

    /// <summary>Starts to bring the replica up to date, if the room is detached.</summary>
    public void Attach()
    {
        // Nearly always; every join and every beat comes here.
        if (!IsDetached)
        {
            return;
        }

        lock (room.Gate)
        {
            if (_state == State.Detached && !_isStopped)
            {
                ReconcileUnsynchronized();
            }
        }
    }

    /// <summary>Attaches the room. Completes when the replica is up to date, or the room is detached again.</summary>
    public Task AttachAsync(CancellationToken cancellationToken)
    {
        Attach();
        return SettleAsync().WaitAsync(cancellationToken);
    }

    /// <summary>Detaches the room, which goes on without the other instances.</summary>
    public void Detach()
    {
        lock (room.Gate)
        {
            DetachUnsynchronized();
        }
    }

    /// <summary>
    /// Puts the peers of this instance back into Redis, and removes its seats that have no peer. The replica stays as it is.
    /// </summary>
    public Task PutBackAsync()
    {
        long followed;
        lock (room.Gate)
        {
            followed = _followed;
        }

        return reconciliation.RunAsync(OnMessage, followed);
    }

    /// <summary>Completes when a step and all earlier ones have been applied here.</summary>
    /// <exception cref="ProtooException">503: the step was taken, but has not arrived.</exception>
    public async Task WaitForAsync(long version)
    {
        Task applied;
        lock (room.Gate)
        {
            // The step may have ended the room here.
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
            await WaitAsync(applied).ConfigureAwait(false);
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
            // Any awaited step has been taken, and no peer is left here to see it.
            _isStopped = true;
            _waits.Complete(long.MaxValue);
            DetachUnsynchronized();
        }

        await reconciliation.CloseAsync().ConfigureAwait(false);
    }

    private void ReconcileUnsynchronized()
    {
        _mustRunAgain = true;
        LeaveUnsynchronized(State.Reconciling);
        _reconciled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_isRunning)
        {
            _isRunning = true;
            _ = RunAsync();
        }
    }

    private void DetachUnsynchronized()
    {
        LeaveUnsynchronized(State.Detached);
        _feed.Clear();
        _waits.Fail(connection.Unreachable());
        CompleteUnsynchronized();
    }

    private void LeaveUnsynchronized(State next)
    {
        if (_state == State.Attached)
        {
            _followed = room.Roster.Version;
        }

        _state = next;
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
            long followed;
            lock (room.Gate)
            {
                if (_state != State.Reconciling)
                {
                    _isRunning = false;
                    return;
                }

                _mustRunAgain = false;
                followed = _followed;
            }

            try
            {
                Load(await reconciliation.RunAsync(OnMessage, followed).ConfigureAwait(false));
                connection.Metrics.RoomReconciled();
                attempts = 0;
                continue;
            }
            catch (Exception exception)
            {
                attempts++;
                connection.Metrics.ReconciliationFailed(exception);
                OnFailed(exception, isLast: attempts == MaximumAttempts);
            }

            await Task.Delay(s_pause, timeProvider).ConfigureAwait(false);
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
                // Other rooms would fail too: the instance leaves the cluster until every operation is allowed again.
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
            // This instance sent it and has already delivered it.
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

            // Outside the gate, because it waits for the gates of all other rooms.
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
                // The loaded roster has no peer here, so the room has ended.
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
            await task.WaitAsync(RedisConnection.Timeout, timeProvider).ConfigureAwait(false);
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
