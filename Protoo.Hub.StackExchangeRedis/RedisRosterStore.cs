using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>
/// The roster store for several instances: the rules are Lua scripts, and the steps come back through the room's channel, to this instance
/// as to all others.
/// </summary>
internal sealed class RedisRosterStore(RoomSubscriptions subscriptions, RedisConnection connection, Membership membership, TimeProvider timeProvider) : IRosterStore
{
    private const int MaximumAttempts = 3;

    // What the script returns instead of a version.
    private const long PeerExists = 0;
    private const long RoomFull = -1;
    private const long DataChanged = -1;

    public string Instance => membership.Instance;

    public bool IsAvailable => membership.IsMember;

    public bool AdmitsWhileAway { get; init; }

    private RedisKeys Keys => connection.Keys;

    public Task WaitUntilAvailableAsync(CancellationToken cancellationToken) => membership.WaitUntilMemberAsync(cancellationToken);

    public async ValueTask<SeatOutcome> JoinAsync(IRosterReplica room, Seat claim, JoinRules rules)
    {
        var subscription = subscriptions.Open(room);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (await TryJoinAsync(room, subscription, claim, rules).ConfigureAwait(false) is { } outcome)
                {
                    return outcome;
                }
            }
            catch (ProtooException) when (attempt < MaximumAttempts)
            {
                // It is not known whether the seat was taken.
                subscription.Reconcile();
            }

            if (claim.IsTaken)
            {
                // The seat was taken, although the answer was lost.
                return SeatOutcome.Taken;
            }
        }
    }

    public async ValueTask<bool> LeaveAsync(IRosterReplica room, Seat seat)
    {
        if (seat.IsVacant)
        {
            return false;
        }

        if (seat.Instance == Instance && subscriptions.TryGet(room, out var subscription))
        {
            return await LeaveAsync(subscription, room, seat).ConfigureAwait(false);
        }

        await ThrowIfDetachedAsync(room).ConfigureAwait(false);
        return await IsAppliedAsync(room, await TakeStepAsync(room, RosterScript.Leave, RedisExpiry.EmptyRoom, seat.PeerId, seat.Generation).ConfigureAwait(false)).ConfigureAwait(false);
    }

    public async ValueTask<bool> SetDataAsync(IRosterReplica room, Seat seat, RawJson data)
    {
        await ThrowIfDetachedAsync(room).ConfigureAwait(false);
        return await IsAppliedAsync(room, await TakeStepAsync(room, RosterScript.SetData, seat.PeerId, seat.Generation, data.Utf8).ConfigureAwait(false)).ConfigureAwait(false);
    }

    public async ValueTask<(RoomDataOutcome Outcome, long Version)> SetRoomDataAsync(IRosterReplica room, RawJson data, long? expectedVersion, Seat? setter)
    {
        await ThrowIfDetachedAsync(room).ConfigureAwait(false);
        var version = await TakeStepAsync(
            room,
            RosterScript.SetRoomData,
            data.Utf8,
            expectedVersion ?? RedisValue.EmptyString,
            RosterJson.Write(setter?.PeerId),
            setter?.PeerId ?? string.Empty,
            setter?.Generation ?? 0).ConfigureAwait(false);
        return version == DataChanged ? (RoomDataOutcome.Changed, 0)
            : await IsAppliedAsync(room, version).ConfigureAwait(false) ? (RoomDataOutcome.Set, version)
            : (RoomDataOutcome.Gone, 0);
    }

    public async ValueTask<bool> CloseAsync(IRosterReplica room)
    {
        if (subscriptions.TryGet(room, out var subscription) && !await subscription.IsAttachedAsync().ConfigureAwait(false))
        {
            lock (room.Gate)
            {
                if (subscription.IsDetached && room.Roster.Seats.All(seat => seat.Instance == Instance))
                {
                    return room.TryApplyUnsynchronized(room.Roster.Close());
                }
            }
        }

        await ThrowIfDetachedAsync(room).ConfigureAwait(false);
        return await IsAppliedAsync(room, await TakeStepAsync(room, RosterScript.Close, RedisExpiry.EmptyRoom).ConfigureAwait(false)).ConfigureAwait(false);
    }

    public ValueTask ReleaseAsync(IRosterReplica room) => subscriptions.ReleaseAsync(room);

    public async ValueTask<IReadOnlyCollection<string>> FindRoomsAsync()
    {
        membership.ThrowIfStale();
        var leases = await connection.AskAsync(database => Task.WhenAll(
            database.SortedSetRangeByRankAsync(Keys.Leases),
            database.SortedSetRangeByRankAsync(Keys.Adopted))).ConfigureAwait(false);
        var rooms = await Task.WhenAll(leases.SelectMany(static leases => leases).Select(lease => subscriptions.FindRoomsAsync(lease.ToString()))).ConfigureAwait(false);
        return rooms.SelectMany(static rooms => rooms).ToHashSet(StringComparer.Ordinal);
    }

    public async ValueTask<bool> TryLoadAsync(IRosterReplica room)
    {
        membership.ThrowIfStale();
        var snapshot = RosterSnapshot.Read(await connection.AskAsync(database => database.HashGetAllAsync(Keys.Room(subscriptions.NameOf(room)))).ConfigureAwait(false));
        lock (room.Gate)
        {
            room.LoadUnsynchronized(snapshot.Version, snapshot.Seats, snapshot.Data);
        }

        return snapshot.Seats.Count > 0;
    }

    /// <returns>Whether the seat was taken; null if the room was attached or detached in the meantime.</returns>
    private async ValueTask<SeatOutcome?> TryJoinAsync(IRosterReplica room, RoomSubscription subscription, Seat claim, JoinRules rules)
    {
        // Without a time limit, because the client is already connected.
        if (!await subscription.SettleAsync().ConfigureAwait(false))
        {
            lock (room.Gate)
            {
                return subscription.IsDetached ? JoinAloneUnsynchronized(room, claim, rules) : null;
            }
        }

        using var expectation = subscription.Expectations.Expect(claim);
        var version = await TakeStepAsync(
            room,
            RosterScript.Join,
            membership.Lease,
            claim.PeerId,
            RosterJson.Write(claim),
            claim.Data.Utf8,
            rules.DuplicatePeer == DuplicatePeer.Replace ? 1 : 0,
            connection.Expiry.RoomsForScript,
            rules.MaximumPeers).ConfigureAwait(false);
        if (version is PeerExists or RoomFull)
        {
            return version == PeerExists ? SeatOutcome.PeerExists : SeatOutcome.RoomFull;
        }

        await subscription.WaitForAsync(version).ConfigureAwait(false);
        if (!claim.IsTaken)
        {
            // The step was never seen: by the time the room was read, another connection had taken the place.
            claim.Vacate();
        }

        return SeatOutcome.Taken;
    }

    // The limit of peers counts those whom the instance knew of when it was cut off, too: they are still in the room for its peers.
    private SeatOutcome JoinAloneUnsynchronized(IRosterReplica room, Seat claim, JoinRules rules)
    {
        // Ordered by the clock, as Redis does by its own, so that the peers of all instances are in order when the room is one again. Where
        // the clocks differ, at least those whom the instance knows of come first.
        var now = (timeProvider.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var last = room.Roster.Seats is [.., var seat] ? seat.Order : 0;
        var outcome = room.Roster.Join(claim, rules, out var step);
        room.TryApplyUnsynchronized(step is RosterStep.Joined joined ? joined with { Order = Math.Max(now, last + 1) } : step);
        return outcome;
    }

    // A seat of this instance is always given up, even if that takes several attempts, because its connection is gone.
    private async ValueTask<bool> LeaveAsync(RoomSubscription subscription, IRosterReplica room, Seat seat)
    {
        using var departure = subscription.Expectations.ExpectNoMore(seat);
        while (!seat.IsVacant)
        {
            try
            {
                if (!await subscription.SettleAsync().ConfigureAwait(false))
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
                var version = await TakeStepAsync(room, RosterScript.Leave, RedisExpiry.EmptyRoom, seat.PeerId, generation).ConfigureAwait(false);
                if (await IsAppliedAsync(room, version).ConfigureAwait(false) || generation == seat.Generation)
                {
                    return version > 0;
                }
            }
            catch (ProtooException)
            {
                // It is not known whether the seat is still there.
                subscription.Reconcile();
            }
        }

        return false;
    }

    private async ValueTask ThrowIfDetachedAsync(IRosterReplica room)
    {
        if (!(subscriptions.TryGet(room, out var subscription) ? await subscription.IsAttachedAsync().ConfigureAwait(false) : IsAvailable))
        {
            throw connection.Unreachable();
        }
    }

    private async Task<long> TakeStepAsync(IRosterReplica room, RosterScript script, params RedisValue[] arguments)
    {
        membership.ThrowIfStale();
        try
        {
            return (long)await connection.EvaluateAsync(script, subscriptions.NameOf(room), arguments).ConfigureAwait(false);
        }
        catch (ProtooException)
        {
            membership.BeatNow();
            throw;
        }
    }

    private async ValueTask<bool> IsAppliedAsync(IRosterReplica room, long version)
    {
        if (version > 0 && subscriptions.TryGet(room, out var subscription))
        {
            await subscription.WaitForAsync(version).ConfigureAwait(false);
        }

        return version > 0;
    }
}
