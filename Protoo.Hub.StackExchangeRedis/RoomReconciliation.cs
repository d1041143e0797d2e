using System.Globalization;
using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>Brings a room in Redis in line with the connections of this instance, and reads it.</summary>
/// <remarks>
/// The script that does so publishes a marker in the end, which comes by the room's channel after all earlier steps: that it is heard shows that
/// the subscription works, and that what was read misses none of them.
/// </remarks>
internal sealed class RoomReconciliation(
    IRosterReplica room,
    RoomName name,
    SeatExpectations expectations,
    RedisConnection connection,
    IClusterInstance instance,
    TimeProvider timeProvider) : IRoomReconciliation
{
    private readonly RoomChannel _channel = new(connection, name, room, timeProvider);

    // Guarded by the gate of the room.
    private TaskCompletionSource? _heard;
    private long _marker;

    /// <summary>Brings the seats of this instance in a room, as Redis has them, in line with its connections.</summary>
    /// <param name="connection">The way to Redis.</param>
    /// <param name="instance">This instance.</param>
    /// <param name="room">The room.</param>
    /// <param name="lease">The lease under which the seats are taken.</param>
    /// <param name="marker">The number that comes by the room's channel when that is done.</param>
    /// <param name="connections">The connections, as the script wants them.</param>
    /// <returns>The room as it is then.</returns>
    public static async Task<RosterSnapshot> RunAsync(
        RedisConnection connection,
        IClusterInstance instance,
        RoomName room,
        string lease,
        long marker,
        RedisValue[] connections)
    {
        return RosterSnapshot.Read(await connection.EvaluateAsync(
            RosterScript.Reconcile,
            room,
            [
                RedisExpiry.EmptyRoom,
                lease,
                Heartbeat.LeasePrefix(instance.Instance),
                RosterJson.WriteMarker(instance.Instance, marker),
                connection.Expiry.RoomsForScript,
                .. connections,
            ]));
    }

    public async Task<RosterSnapshot> RunAsync(Action<ReadOnlyMemory<byte>> onMessage)
    {
        // First: an instance that removes the seats of this one looks there.
        var lease = instance.Lease;
        var index = connection.Keys.RoomsOf(lease);
        var indexed = connection.AskAsync(database => Task.WhenAll(
            database.SetAddAsync(index, name.ToString()),
            database.KeyExpireAsync(index, connection.Expiry.Leases)));
        await _channel.SubscribeAsync(onMessage);
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
                .. expectations.Claims.SelectMany(static claim => Describe(claim, isPutBack: false)),
            ];
        }

        var snapshot = await RunAsync(connection, instance, name, lease, marker, connections);
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

        return snapshot;
    }

    public void HearUnsynchronized(RosterJson.ChannelRecord marker)
    {
        if (marker.From == instance.Instance && marker.Version == _marker)
        {
            _heard?.TrySetResult();
        }
    }

    public Task CloseAsync() => _channel.CloseAsync();

    private static RedisValue[] Describe(Seat seat, bool isPutBack)
    {
        return [isPutBack ? 1 : 0, seat.PeerId, seat.Order.ToString(CultureInfo.InvariantCulture), RosterJson.Write(seat), seat.Data.Utf8];
    }

    private bool IsHere(Seat seat) => seat.Instance == instance.Instance && !expectations.IsDeparting(seat);
}
