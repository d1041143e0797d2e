using System.Collections.Concurrent;
using System.Text.Json;
using Protoo.Clustering;

namespace Protoo.Rooms;

/// <summary>The rooms of a hub that are watched, by readers here or by other instances.</summary>
/// <param name="instance">The id of this instance.</param>
/// <param name="hub">The name of the hub.</param>
/// <param name="relay">The way to other instances; null if this one is alone.</param>
/// <param name="payloadOptions">The serializer options.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class RoomWatches(string instance, string hub, IInstanceRelay? relay, JsonSerializerOptions payloadOptions, TimeProvider timeProvider) : IRoomWatches
{
    private readonly ConcurrentDictionary<string, RoomWatch> _watches = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>How often a reader tells the other instances that it still reads.</summary>
    public static TimeSpan RenewalInterval { get; } = TimeSpan.FromSeconds(2);

    // Written under the gate.
    private volatile bool _any;

    /// <summary>Whether any room is watched.</summary>
    public bool Any => _any;

    /// <summary>Finds the watch of a room; null, almost always, if nobody watches it.</summary>
    public RoomWatch? Find(string roomId) => _any ? _watches.GetValueOrDefault(roomId) : null;

    /// <summary>Begins to read what happens in a room.</summary>
    public RoomWatchReader Read(string roomId, bool includesData)
    {
        var reader = new RoomWatchReader(includesData);
        lock (_gate)
        {
            GetOrAddUnsynchronized(roomId).Add(reader);
        }

        return reader;
    }

    /// <summary>Asks the other instances that have peers in a room to report what happens there.</summary>
    public void Renew(LocalRoom room)
    {
        // For all readers here.
        var includesData = Find(room.RoomId) is { IncludesData: true };
        foreach (var other in room.GetSeats().Select(static seat => seat.Instance).Distinct().Where(other => other != instance))
        {
            relay?.Watch(other, hub, room.RoomId, includesData);
        }
    }

    public void Watch(string instance, string roomId, bool includesData)
    {
        lock (_gate)
        {
            GetOrAddUnsynchronized(roomId).Add(instance, includesData);
        }
    }

    public void Receive(string roomId, IReadOnlyList<RoomTraffic> traffic) => Find(roomId)?.Deliver(traffic);

    private RoomWatch GetOrAddUnsynchronized(string roomId)
    {
        var watch = _watches.GetOrAdd(roomId, static (roomId, watches) => watches.Create(roomId), this);
        _any = true;
        return watch;
    }

    private RoomWatch Create(string roomId)
    {
        return new RoomWatch(
            instance,
            payloadOptions,
            (other, traffic) => relay?.Report(other, hub, roomId, traffic),
            watch => RemoveIfUnused(roomId, watch),
            timeProvider);
    }

    private void RemoveIfUnused(string roomId, RoomWatch watch)
    {
        lock (_gate)
        {
            if (watch.IsUsed)
            {
                return;
            }

            _watches.TryRemove(KeyValuePair.Create(roomId, watch));
            _any = !_watches.IsEmpty;
        }

        watch.Dispose();
    }
}
