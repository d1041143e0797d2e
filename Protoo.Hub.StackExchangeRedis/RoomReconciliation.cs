using System.Globalization;
using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>Brings a room in Redis in line with the connections of this instance, and reads it.</summary>
/// <remarks>
/// The script ends by publishing a marker, which arrives through the room's channel after all earlier steps. Its arrival shows that the
/// subscription works and that no earlier step was missed.
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

    // Guarded by the room's gate.
    private TaskCompletionSource? _heard;
    private long _marker;

    /// <summary>Brings the seats of this instance in a room in Redis in line with its connections.</summary>
    /// <param name="connection">The connection to Redis.</param>
    /// <param name="instance">This instance.</param>
    /// <param name="room">The room.</param>
    /// <param name="lease">The lease under which the seats are taken.</param>
    /// <param name="marker">The number that arrives through the room's channel when the script has finished.</param>
    /// <param name="data">The data of the room, as far as it is known here.</param>
    /// <param name="followed">The version up to which the replica has followed the room; 0 if it has not.</param>
    /// <param name="connections">The connections, in the format of the script.</param>
    /// <returns>The resulting room.</returns>
    public static async Task<RosterSnapshot> RunAsync(
        RedisConnection connection,
        IClusterInstance instance,
        RoomName room,
        string lease,
        long marker,
        RoomData data,
        long followed,
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
                RosterSnapshot.Write(data),
                followed,
                .. connections,
            ]).ConfigureAwait(false));
    }

    public async Task<RosterSnapshot> RunAsync(Action<ReadOnlyMemory<byte>> onMessage, long followed)
    {
        // First, because an instance that removes the seats of this one looks there.
        var lease = instance.Lease;
        var index = connection.Keys.RoomsOf(lease);
        var indexed = connection.AskAsync(database => Task.WhenAll(
            database.SetAddAsync(index, name.ToString()),
            database.KeyExpireAsync(index, connection.Expiry.Leases)));
        await _channel.SubscribeAsync(onMessage).ConfigureAwait(false);
        _ = await indexed.ConfigureAwait(false);

        long marker;
        RoomData data;
        RedisValue[] connections;
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (room.Gate)
        {
            _heard = heard;
            marker = ++_marker;
            data = room.Roster.Data;
            connections =
            [
                .. room.Roster.Seats.Where(IsHere).SelectMany(seat => Describe(seat, seat.Generation > followed ? "here" : "followed")),
                .. expectations.Claims.SelectMany(static claim => Describe(claim, "claimed")),
            ];
        }

        var snapshot = await RunAsync(connection, instance, name, lease, marker, data, followed, connections).ConfigureAwait(false);
        try
        {
            await heard.Task.WaitAsync(RedisConnection.Timeout, timeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The connection is back, but has not resubscribed.
            await _channel.UnsubscribeAsync().ConfigureAwait(false);
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

    private static RedisValue[] Describe(Seat seat, string state)
    {
        return [state, seat.PeerId, seat.Order.ToString(CultureInfo.InvariantCulture), RosterJson.Write(seat), seat.Data.Utf8];
    }

    private bool IsHere(Seat seat) => seat.Instance == instance.Instance && !expectations.IsDeparting(seat);
}
