using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Protoo.Clustering.Redis;

/// <summary>The subscriptions of a hub's rooms that have peers on this instance.</summary>
internal sealed class RoomSubscriptions(
    string hub,
    IPendingRequests requests,
    IRoomWatches watches,
    RedisConnection connection,
    Membership membership,
    TimeProvider timeProvider,
    ILogger<RoomSubscription> logger) : IHubRooms
{
    private const int RoomsAtOnce = 64;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<IRosterReplica, RoomSubscription> _subscriptions = new(ReferenceEqualityComparer.Instance);
    private readonly Lock _gate = new();

    // Guarded by the gate. The number of subscriptions for a room: one that ends and one that begins may exist at once.
    private readonly Dictionary<string, int> _rooms = new(StringComparer.Ordinal);

    // Guarded by the gate. The leases of this instance under which there may be entries.
    private readonly HashSet<string> _leases = new(StringComparer.Ordinal);

    public string Hub => hub;

    public IPendingRequests Requests => requests;

    public IRoomWatches Watches => watches;

    public IEnumerable<RoomSubscription> Subscriptions => _subscriptions.Values;

    public RoomName NameOf(IRosterReplica room) => new(hub, room.RoomId);

    public bool TryGet(IRosterReplica room, [NotNullWhen(true)] out RoomSubscription? subscription) => _subscriptions.TryGetValue(room, out subscription);

    /// <summary>Returns the subscription of a room, or a new one if the room gets its first peer here.</summary>
    public RoomSubscription Open(IRosterReplica room)
    {
        var subscription = _subscriptions.TryGetValue(room, out var existing) ? existing : Add(room);

        // Attached only once it can be found; otherwise an outage that begins now would miss it. Others may find it before that.
        if (membership.IsMember)
        {
            subscription.Attach();
        }

        return subscription;
    }

    /// <summary>Ends the subscription of a room that no longer has peers here.</summary>
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

                // Under the gate, to keep the order in which rooms are opened and released: the room may be back in a moment. A detached
                // room may still have seats in Redis.
                if (!subscription.IsDetached)
                {
                    _ = ForgetAsync(subscription.Name, RemoveEntryUnsynchronizedAsync(subscription.Name));
                }
            }
        }

        await subscription.StopAsync().ConfigureAwait(false);
    }

    public Task PutBackAsync(CancellationToken cancellationToken)
    {
        _ = RememberLease();
        return ForEachRoomAsync(static (subscription, _) => subscription.PutBackAsync(), cancellationToken);
    }

    public async Task AttachAsync(CancellationToken cancellationToken)
    {
        var leases = RememberLease();
        await ClearAsync(leases, isAttached: false).ConfigureAwait(false);
        await ForEachRoomAsync(static (subscription, cancellationToken) => subscription.AttachAsync(cancellationToken), cancellationToken).ConfigureAwait(false);

        // The last peers of other rooms may have left before those were attached.
        await ClearAsync(leases, isAttached: true).ConfigureAwait(false);
        lock (_gate)
        {
            _leases.ExceptWith(leases[..^1]);
        }
    }

    public void AttachRest()
    {
        // Every beat comes here, and Values would copy the dictionary.
        foreach (var (_, subscription) in _subscriptions)
        {
            subscription.Attach();
        }
    }

    public void Detach()
    {
        foreach (var subscription in _subscriptions.Values)
        {
            subscription.Detach();
        }

        requests.FailRemote();
    }

    public void Recheck()
    {
        foreach (var subscription in _subscriptions.Values)
        {
            subscription.Reconcile();
        }
    }

    /// <summary>Returns the ids of the hub's rooms in which a lease has seats, or had until just now.</summary>
    /// <exception cref="ProtooException">503: Redis cannot be used.</exception>
    public async Task<IEnumerable<string>> FindRoomsAsync(string lease)
    {
        var rooms = await connection.AskAsync(database => database.SetMembersAsync(connection.Keys.RoomsOf(lease))).ConfigureAwait(false);
        return rooms.Select(static room => RoomName.Parse(room.ToString())).Where(room => room.Hub == hub).Select(static room => room.RoomId);
    }

    private RoomSubscription Add(IRosterReplica room)
    {
        lock (_gate)
        {
            if (!_subscriptions.TryGetValue(room, out var subscription))
            {
                subscription = Create(room);
                _subscriptions[room] = subscription;
                _rooms[room.RoomId] = _rooms.GetValueOrDefault(room.RoomId) + 1;
            }

            return subscription;
        }
    }

    private RoomSubscription Create(IRosterReplica room)
    {
        var expectations = new SeatExpectations(room.Gate);
        var reconciliation = new RoomReconciliation(room, NameOf(room), expectations, connection, membership, timeProvider);
        return new RoomSubscription(room, NameOf(room), reconciliation, expectations, membership, connection, timeProvider, logger);
    }

    // Tries again until Redis confirms. The entries of a lease that is gone are removed with its seats, or expire.
    private async Task ForgetAsync(RoomName room, Task forgotten)
    {
        var lease = membership.Lease;
        while (true)
        {
            try
            {
                await forgotten.ConfigureAwait(false);
                return;
            }
            catch (ObjectDisposedException)
            {
                // The process is ending, and gives its lease back.
                return;
            }
            catch (Exception exception) when (RedisConnection.IsOutage(exception))
            {
                await Task.Delay(s_pause, timeProvider).ConfigureAwait(false);
            }

            lock (_gate)
            {
                if (lease != membership.Lease || _rooms.ContainsKey(room.RoomId))
                {
                    return;
                }

                forgotten = RemoveEntryUnsynchronizedAsync(room);
            }
        }
    }

    private async Task RemoveEntryUnsynchronizedAsync(RoomName room)
    {
        _ = await connection.Database.SetRemoveAsync(connection.Keys.RoomsOf(membership.Lease), room.ToString()).ConfigureAwait(false);
    }

    private bool Has(string roomId)
    {
        lock (_gate)
        {
            return _rooms.ContainsKey(roomId);
        }
    }

    /// <returns>The leases under which there may be entries; the present one is the last.</returns>
    private string[] RememberLease()
    {
        var lease = membership.Lease;
        lock (_gate)
        {
            _ = _leases.Add(lease);
            return [.. _leases.Where(former => former != lease), lease];
        }
    }

    // Removes the seats of this instance from rooms whose last peer here left while the instance was detached, or whose last departure
    // Redis has lost. The rooms that are attached are entered under the present lease, and need no entry under a former one.
    private Task ClearAsync(string[] leases, bool isAttached)
    {
        return Task.WhenAll(leases.Select(async lease =>
        {
            var rooms = await FindRoomsAsync(lease).ConfigureAwait(false);
            await Task.WhenAll(rooms
                .Where(roomId => !Has(roomId) || (isAttached && lease != leases[^1]))
                .Select(roomId => ClearAsync(lease, new RoomName(hub, roomId)))).ConfigureAwait(false);
        }));
    }

    private async Task ClearAsync(string lease, RoomName room)
    {
        if (!Has(room.RoomId))
        {
            _ = await RoomReconciliation.RunAsync(connection, membership, room, membership.Lease, marker: 0, RoomData.None, followed: 0, []).ConfigureAwait(false);
        }

        _ = await connection.AskAsync(database => database.SetRemoveAsync(connection.Keys.RoomsOf(lease), room.ToString())).ConfigureAwait(false);
    }

    private Task ForEachRoomAsync(Func<RoomSubscription, CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        return Parallel.ForEachAsync(
            _subscriptions.Values,
            new ParallelOptions { MaxDegreeOfParallelism = RoomsAtOnce, CancellationToken = cancellationToken },
            async (subscription, cancellationToken) => await action(subscription, cancellationToken).ConfigureAwait(false));
    }
}
