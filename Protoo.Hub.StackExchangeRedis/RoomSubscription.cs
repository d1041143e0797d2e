using System.Globalization;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>
/// Keeps the replica of a room up to date: applies the steps of the room's channel in their order. Where one is missing, or may be, the
/// replica and Redis are reconciled: peers of this instance are put back, all else is read.
/// </summary>
internal sealed partial class RoomSubscription(
    IRosterReplica room,
    RoomName name,
    RedisConnection connection,
    RedisMembership membership,
    TimeProvider timeProvider,
    ILogger logger)
{
    private const int MaximumAttempts = 10;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly RoomChannel _channel = new(connection, name, room, timeProvider);
    private readonly StepWaits _waits = new();
    private readonly List<RosterJson.ChannelRecord> _early = [];
    private TaskCompletionSource? _heard;
    private TaskCompletionSource? _reconciled;
    private volatile State _state;
    private long _marker;
    private bool _isRunning;
    private bool _isInDoubt;
    private bool _isStopped;

    private enum State
    {
        /// <summary>The room goes on without the other instances.</summary>
        Detached,

        /// <summary>Steps wait until the replica is up to date.</summary>
        Reconciling,

        /// <summary>The replica is up to date, and follows.</summary>
        Attached,
    }

    /// <summary>What steps of this instance that are under way will do to the room's seats.</summary>
    public SeatExpectations Expectations { get; } = new(room.Gate);

    public RedisKey Key => connection.Keys.Room(name);

    public bool IsDetached => _state == State.Detached;

    /// <summary>Brings the seats of this instance in a room, as Redis has them, in line with its connections.</summary>
    /// <param name="connection">The way to Redis.</param>
    /// <param name="membership">Who this instance is.</param>
    /// <param name="room">The room.</param>
    /// <param name="lease">The lease under which the seats are taken.</param>
    /// <param name="marker">The number that comes by the room's channel when that is done.</param>
    /// <param name="connections">The connections, as the script wants them.</param>
    /// <returns>The fields of the room.</returns>
    public static Task<RedisResult> ReconcileAsync(
        RedisConnection connection,
        RedisMembership membership,
        RoomName room,
        string lease,
        long marker,
        RedisValue[] connections)
    {
        return connection.EvaluateAsync(
            RosterScript.Reconcile,
            room,
            [
                RedisExpiry.EmptyRoom,
                lease,
                RedisMembership.LeasePrefix(membership.Instance),
                RosterJson.WriteMarker(membership.Instance, marker),
                connection.Expiry.RoomsForScript,
                .. connections,
            ]);
    }

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
    public Task PutBackAsync() => ReconcileRedisAsync();

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
            membership.Hurry();
            throw;
        }
    }

    /// <summary>This instance has no peers in the room any more. It does not wait.</summary>
    public void Forget()
    {
        try
        {
            _ = connection.Database.SetRemove(connection.Keys.RoomsOf(membership.Lease), name.ToString(), CommandFlags.FireAndForget);
        }
        catch (Exception exception) when (RedisConnection.IsOutage(exception))
        {
            // It is there for nothing until the lease ends.
        }
    }

    public async Task StopAsync()
    {
        lock (room.Gate)
        {
            // Whoever waits for a step has taken it, and nobody is left here to see it.
            _isStopped = true;
            _waits.Complete(long.MaxValue);
            DetachUnsynchronized();
        }

        await _channel.CloseAsync();
    }

    private void ReconcileUnsynchronized()
    {
        _isInDoubt = true;
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
        _early.Clear();
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

                _isInDoubt = false;
            }

            try
            {
                Load(await ReconcileRedisAsync());
                attempts = 0;
                continue;
            }
            catch (Exception exception)
            {
                if (RedisConnection.IsOutage(exception))
                {
                    _ = connection.Fail(exception);
                }

                if (membership.IsAway)
                {
                    Detach();
                }
                else if (++attempts < MaximumAttempts)
                {
                    membership.Hurry();
                }
                else
                {
                    GiveUp(exception);
                }
            }

            await Task.Delay(s_pause, timeProvider);
        }
    }

    private void GiveUp(Exception exception)
    {
        Detach();
        if (RedisFault.Find(exception) is { IsRefusal: true })
        {
            // Other rooms will fare no better: the instance is out until it may do all again.
            membership.LoseLease();
        }
        else
        {
            Log.ReconcileFailed(logger, name.RoomId, exception);
        }
    }

    /// <summary>Brings Redis in line with the connections of this instance.</summary>
    /// <returns>The room as it is then in Redis. Every later step comes by the channel.</returns>
    private async Task<HashEntry[]> ReconcileRedisAsync()
    {
        // First, for whoever removes the seats of this instance looks there.
        var lease = membership.Lease;
        var index = connection.Keys.RoomsOf(lease);
        var indexed = connection.AskAsync(database => Task.WhenAll(
            database.SetAddAsync(index, name.ToString()),
            database.KeyExpireAsync(index, connection.Expiry.Leases)));
        await _channel.SubscribeAsync(OnMessage);
        _ = await indexed;

        long marker;
        RedisValue[] connections;
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (room.Gate)
        {
            _heard = heard;
            marker = ++_marker;
            connections =
            [
                .. room.Roster.Seats.Where(IsHere).SelectMany(static seat => Describe(seat, isPutBack: true)),
                .. Expectations.Claims.SelectMany(static claim => Describe(claim, isPutBack: false)),
            ];
        }

        var result = await ReconcileAsync(connection, membership, name, lease, marker, connections);
        try
        {
            await heard.Task.WaitAsync(RedisConnection.Timeout, timeProvider);
        }
        catch (TimeoutException)
        {
            // The connection is back, but has not subscribed again.
            await _channel.UnsubscribeAsync();
            throw;
        }

        return RosterSnapshot.ToFields(result);
    }

    private static RedisValue[] Describe(Seat seat, bool isPutBack)
    {
        return [isPutBack ? 1 : 0, seat.PeerId, seat.Order.ToString(CultureInfo.InvariantCulture), RosterJson.Write(seat), seat.Data.Utf8];
    }

    private bool IsHere(Seat seat) => seat.Instance == membership.Instance && !Expectations.IsDeparting(seat);

    private void OnMessage(ReadOnlyMemory<byte> message)
    {
        var text = message.Span;
        if (text.StartsWith(membership.StartOfNotification))
        {
            return;
        }

        try
        {
            var record = RosterJson.Read(text);
            bool isHeldForDead;
            lock (room.Gate)
            {
                isHeldForDead = IsHeldForDeadUnsynchronized(record);
                if (isHeldForDead)
                {
                    DetachUnsynchronized();
                }
                else
                {
                    HandleUnsynchronized(record);
                }
            }

            // With this gate held it would wait for those of all other rooms.
            if (isHeldForDead)
            {
                membership.LoseLease();
            }
        }
        catch (Exception exception)
        {
            Log.MessageFailed(logger, name.RoomId, exception);
            Reconcile();
        }
    }

    private bool IsHeldForDeadUnsynchronized(RosterJson.ChannelRecord record)
    {
        return _state != State.Detached
            && record is { Kind: RosterJson.Lost, Seat.Instance: var instance }
            && instance == membership.Instance
            && record.Version > room.Roster.Version;
    }

    private void HandleUnsynchronized(RosterJson.ChannelRecord record)
    {
        if (record.Kind == RosterJson.Marker)
        {
            if (record.From == membership.Instance && record.Version == _marker)
            {
                _heard?.TrySetResult();
            }
        }
        else if (_state == State.Reconciling)
        {
            _early.Add(record);
        }
        else if (_state == State.Attached)
        {
            if (RosterJson.ToChange(record) is { } change)
            {
                ApplyUnsynchronized(change, record);
            }
            else if (RosterJson.ToMessage(record) is { } message)
            {
                room.ReceiveUnsynchronized(message);
            }
        }
    }

    private void ApplyUnsynchronized(RosterChange change, RosterJson.ChannelRecord record)
    {
        if (change.Version <= room.Roster.Version)
        {
            return;
        }

        if (change.Version > room.Roster.Version + 1)
        {
            _early.Add(record);
            ReconcileUnsynchronized();
            return;
        }

        room.ApplyUnsynchronized(change switch
        {
            // The seat of a connection of this instance is the object that it holds.
            RosterChange.Joined joined => joined with { Seat = Expectations.FindClaim(joined.Seat) },
            RosterChange.Replaced replaced => replaced with { Seat = Expectations.FindClaim(replaced.Seat) },
            _ => change,
        });
        _waits.Complete(room.Roster.Version);
    }

    private void Load(HashEntry[] fields)
    {
        var (version, seats) = RosterSnapshot.Read(fields);
        lock (room.Gate)
        {
            if (_state != State.Reconciling || _isInDoubt)
            {
                return;
            }

            room.LoadUnsynchronized(version, [.. seats.Select(Seated)]);
            _waits.Complete(room.Roster.Version);
            _state = State.Attached;
            RosterJson.ChannelRecord[] early = [.. _early];
            _early.Clear();
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

    private Seat Seated(Seat seat)
    {
        var claim = Expectations.FindClaim(seat);
        claim.Generation = seat.Generation;
        claim.Order = seat.Order;
        claim.Data = seat.Data;
        return claim;
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
