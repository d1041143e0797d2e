using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>
/// Many instances: the rules are Lua scripts, and the steps come back over the room's channel, to this instance as to all others.
/// </summary>
internal sealed class RedisRosterStore : IRosterStore, IRoomRelay
{
    private const int RoomsAtOnce = 64;

    private const int MaximumAttempts = 3;

    private readonly ConcurrentDictionary<IRosterReplica, RoomSubscription> _subscriptions = new(ReferenceEqualityComparer.Instance);

    // How many there are for a room: one that ends and one that begins may be there at once.
    private readonly Dictionary<string, int> _rooms = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly RedisConnection _connection;
    private readonly RedisMembership _membership;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;

    public RedisRosterStore(string hub, RedisConnection connection, RedisMembership membership, TimeProvider timeProvider, ILogger<RedisRosterStore> logger)
    {
        Hub = hub;
        _connection = connection;
        _membership = membership;
        _timeProvider = timeProvider;
        _logger = logger;
        membership.Add(this);
    }

    public string Hub { get; }

    public string Instance => _membership.Instance;

    public bool IsAvailable => _membership.IsMember;

    public bool AdmitsWhileAway { get; init; }

    public IRequester? Requester { get; set; }

    public IEnumerable<RoomSubscription> Subscriptions => _subscriptions.Values;

    private RedisKeys Keys => _connection.Keys;

    public Task WaitUntilAvailableAsync(CancellationToken cancellationToken) => _membership.WaitUntilMemberAsync(cancellationToken);

    public async ValueTask<bool> JoinAsync(IRosterReplica room, Seat claim, DuplicatePeer duplicatePeer)
    {
        var subscription = Open(room);
        for (var attempt = 1; ; attempt++)
        {
            if (claim.Generation > 0)
            {
                // It was taken, though the answer was lost.
                return true;
            }

            // However long it takes: the connection is there already.
            if (!await subscription.SettleAsync())
            {
                lock (room.Gate)
                {
                    if (!subscription.IsDetached)
                    {
                        continue;
                    }

                    var change = room.Roster.Join(claim, duplicatePeer);
                    return room.TryApplyUnsynchronized(change is RosterChange.Joined joined ? joined with { Order = Now() } : change);
                }
            }

            using var expectation = subscription.Expectations.Expect(claim);
            try
            {
                var version = await TakeStepAsync(
                    room,
                    RosterScript.Join,
                    _membership.Lease,
                    claim.PeerId,
                    RosterJson.Write(claim),
                    claim.Data.Utf8,
                    duplicatePeer == DuplicatePeer.Replace ? 1 : 0,
                    _connection.Expiry.RoomsForScript);
                if (version > 0)
                {
                    await subscription.WaitForAsync(version);
                }

                if (version > 0 && claim.Generation == 0)
                {
                    // The step was not seen: when the room was read, another connection had the place already.
                    claim.Vacate();
                }

                return version > 0;
            }
            catch (ProtooException) when (attempt < MaximumAttempts)
            {
                // Whether the seat was taken is not known.
                expectation.Dispose();
                subscription.Reconcile();
            }
        }
    }

    public async ValueTask<bool> LeaveAsync(IRosterReplica room, Seat seat)
    {
        if (seat.IsVacant)
        {
            return false;
        }

        if (seat.Instance == Instance && _subscriptions.TryGetValue(room, out var subscription))
        {
            return await LeaveAsync(subscription, room, seat);
        }

        await ThrowIfDetachedAsync(room);
        return await IsAppliedAsync(room, await TakeStepAsync(room, RosterScript.Leave, RedisExpiry.EmptyRoom, seat.PeerId, seat.Generation));
    }

    public async ValueTask<bool> SetDataAsync(IRosterReplica room, Seat seat, RawJson data)
    {
        await ThrowIfDetachedAsync(room);
        return await IsAppliedAsync(room, await TakeStepAsync(room, RosterScript.SetData, seat.PeerId, seat.Generation, data.Utf8));
    }

    public async ValueTask<bool> CloseAsync(IRosterReplica room)
    {
        if (_subscriptions.TryGetValue(room, out var subscription) && !await subscription.IsAttachedAsync())
        {
            lock (room.Gate)
            {
                if (subscription.IsDetached && room.Roster.Seats.All(seat => seat.Instance == Instance))
                {
                    return room.TryApplyUnsynchronized(room.Roster.Close());
                }
            }
        }

        await ThrowIfDetachedAsync(room);
        return await IsAppliedAsync(room, await TakeStepAsync(room, RosterScript.Close, RedisExpiry.EmptyRoom));
    }

    public async ValueTask ReleaseAsync(IRosterReplica room)
    {
        RoomSubscription? subscription;
        lock (_gate)
        {
            if (!_subscriptions.TryRemove(room, out subscription))
            {
                return;
            }

            if (--_rooms[room.RoomId] == 0)
            {
                _rooms.Remove(room.RoomId);

                // In the order in which rooms are opened and released, for the room may be back in a moment. A detached one may have
                // seats there.
                if (!subscription.IsDetached)
                {
                    subscription.Forget();
                }
            }
        }

        await subscription.StopAsync();
    }

    public async ValueTask<IReadOnlyCollection<string>> FindRoomsAsync()
    {
        _membership.ThrowIfStale();
        var leases = await _connection.AskAsync(database => Task.WhenAll(
            database.SortedSetRangeByRankAsync(Keys.Leases),
            database.SortedSetRangeByRankAsync(Keys.Claims)));
        var rooms = await Task.WhenAll(leases.SelectMany(static leases => leases).Select(lease => FindRoomsAsync(lease.ToString())));
        return rooms.SelectMany(static rooms => rooms).ToHashSet(StringComparer.Ordinal);
    }

    public async ValueTask<bool> TryLoadAsync(IRosterReplica room)
    {
        _membership.ThrowIfStale();
        var (version, seats) = RosterSnapshot.Read(await _connection.AskAsync(database => database.HashGetAllAsync(Keys.Room(NameOf(room)))));
        lock (room.Gate)
        {
            room.LoadUnsynchronized(version, seats);
        }

        return seats.Count > 0;
    }

    public bool TryPublish(IRosterReplica room, RoomMessage message)
    {
        // A replica that is not kept up to date serves no peers: a peer here that the message is for gets it by the channel.
        string? from = null;
        if (_subscriptions.TryGetValue(room, out var subscription))
        {
            from = Instance;
            if (subscription.IsDetached)
            {
                return false;
            }
        }

        return (subscription is not null || IsAvailable) && TryPublish(Keys.RoomChannel(NameOf(room)), RosterJson.Write(message, from));
    }

    public void Answer(string instance, RoomAnswer answer)
    {
        _ = TryPublish(Keys.InstanceChannel(instance), RosterJson.Write(new InstanceMessage { Hub = Hub, Answer = answer }));
    }

    /// <summary>Puts the peers of this instance back. Their rooms go on without the others.</summary>
    public Task PutBackAsync(CancellationToken cancellationToken)
    {
        return ForEachRoomAsync(static (subscription, _) => subscription.PutBackAsync(), cancellationToken);
    }

    /// <summary>Puts the peers of this instance back, and brings their rooms up to date.</summary>
    public async Task AttachAsync(CancellationToken cancellationToken)
    {
        await ClearAsync();
        await ForEachRoomAsync(static (subscription, cancellationToken) => subscription.AttachAsync(cancellationToken), cancellationToken);
    }

    /// <summary>Attaches the rooms that were opened meanwhile.</summary>
    public void AttachRest()
    {
        foreach (var subscription in _subscriptions.Values)
        {
            subscription.Attach();
        }
    }

    /// <summary>The rooms go on without the others.</summary>
    public void Detach()
    {
        foreach (var subscription in _subscriptions.Values)
        {
            subscription.Detach();
        }

        Requester?.FailRemote();
    }

    /// <summary>Brings all rooms up to date, for something may have been missed.</summary>
    public void Doubt()
    {
        foreach (var subscription in _subscriptions.Values)
        {
            subscription.Reconcile();
        }
    }

    // A seat of this instance is given up in any case, though it may take more than one attempt: its connection is gone.
    private async ValueTask<bool> LeaveAsync(RoomSubscription subscription, IRosterReplica room, Seat seat)
    {
        using var departure = subscription.Expectations.ExpectNoMore(seat);
        while (!seat.IsVacant)
        {
            try
            {
                if (!await subscription.SettleAsync())
                {
                    lock (room.Gate)
                    {
                        if (subscription.IsDetached)
                        {
                            return room.TryApplyUnsynchronized(room.Roster.Leave(seat));
                        }
                    }

                    continue;
                }

                var generation = seat.Generation;
                var version = await TakeStepAsync(room, RosterScript.Leave, RedisExpiry.EmptyRoom, seat.PeerId, generation);
                if (await IsAppliedAsync(room, version) || generation == seat.Generation)
                {
                    return version > 0;
                }
            }
            catch (ProtooException)
            {
                // Whether the seat is still there is not known.
                subscription.Reconcile();
            }
        }

        return false;
    }

    private async ValueTask ThrowIfDetachedAsync(IRosterReplica room)
    {
        if (!(_subscriptions.TryGetValue(room, out var subscription) ? await subscription.IsAttachedAsync() : IsAvailable))
        {
            throw _connection.Unreachable();
        }
    }

    private RoomSubscription Open(IRosterReplica room)
    {
        if (_subscriptions.TryGetValue(room, out var subscription))
        {
            return subscription;
        }

        lock (_gate)
        {
            if (!_subscriptions.TryGetValue(room, out subscription))
            {
                subscription = new RoomSubscription(room, NameOf(room), _connection, _membership, _timeProvider, _logger);
                _subscriptions[room] = subscription;
                _rooms[room.RoomId] = _rooms.GetValueOrDefault(room.RoomId) + 1;
            }
        }

        // After it can be found, or an outage that begins now would miss it.
        if (IsAvailable)
        {
            subscription.Attach();
        }

        return subscription;
    }

    private bool HasSubscription(string roomId)
    {
        lock (_gate)
        {
            return _rooms.ContainsKey(roomId);
        }
    }

    private async Task<IEnumerable<string>> FindRoomsAsync(string lease)
    {
        var rooms = await _connection.AskAsync(database => database.SetMembersAsync(Keys.RoomsOf(lease)));
        return rooms.Select(static room => RoomName.Parse(room.ToString())).Where(room => room.Hub == Hub).Select(static room => room.RoomId);
    }

    // Removes the seats of this instance from rooms that its last peer left while it was detached, or of which Redis has forgotten that.
    private async Task ClearAsync()
    {
        var rooms = await FindRoomsAsync(_membership.Lease);
        await Task.WhenAll(rooms.Where(roomId => !HasSubscription(roomId)).Select(ClearAsync));
    }

    private async Task ClearAsync(string roomId)
    {
        var name = new RoomName(Hub, roomId);
        var lease = _membership.Lease;
        _ = await RoomSubscription.ReconcileAsync(_connection, _membership, name, lease, marker: 0, []);
        _ = await _connection.AskAsync(database => database.SetRemoveAsync(Keys.RoomsOf(lease), name.ToString()));
    }

    private Task ForEachRoomAsync(Func<RoomSubscription, CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        return Parallel.ForEachAsync(
            _subscriptions.Values,
            new ParallelOptions { MaxDegreeOfParallelism = RoomsAtOnce, CancellationToken = cancellationToken },
            async (subscription, cancellationToken) => await action(subscription, cancellationToken));
    }

    private RoomName NameOf(IRosterReplica room) => new(Hub, room.RoomId);

    // Peers that join while the instance is detached come after those whose place Redis has given, by its clock.
    private long Now() => (_timeProvider.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private async Task<long> TakeStepAsync(IRosterReplica room, string script, params RedisValue[] arguments)
    {
        _membership.ThrowIfStale();
        try
        {
            return (long)await _connection.EvaluateAsync(script, NameOf(room), arguments);
        }
        catch (ProtooException)
        {
            _membership.Hurry();
            throw;
        }
    }

    private async ValueTask<bool> IsAppliedAsync(IRosterReplica room, long version)
    {
        if (version > 0 && _subscriptions.TryGetValue(room, out var subscription))
        {
            await subscription.WaitForAsync(version);
        }

        return version > 0;
    }

    private bool TryPublish(RedisChannel channel, byte[] message)
    {
        try
        {
            _ = _connection.Subscriber.Publish(channel, message, CommandFlags.FireAndForget);
            return true;
        }
        catch (Exception exception) when (RedisConnection.IsOutage(exception))
        {
            return false;
        }
    }
}
