using System.Globalization;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>
/// Performs once every operation that an instance needs from Redis, in a room that nobody is in. If a right is missing, the process does
/// not join the cluster, and the reason is known before peers come, who would otherwise be in rooms without the peers of other instances.
/// </summary>
internal sealed partial class RedisRehearsal(RedisConnection connection, TimeProvider timeProvider, ILogger<RedisRehearsal> logger)
{
    private const string PeerId = "p";
    private const string Json = "{}";

    // The refusal that was logged last, so that it is logged once. Only one rehearsal runs at a time.
    private string? _refusal;

    /// <exception cref="ProtooException">503: an operation failed.</exception>
    public async Task RunAsync(string lease)
    {
        await LogInAsync().ConfigureAwait(false);
        var room = new RoomName("rehearsal", lease);
        await UseChannelAsync(room).ConfigureAwait(false);
        await UseRoomAsync(room, lease).ConfigureAwait(false);
        await UseLeasesAsync(room, lease).ConfigureAwait(false);
        await UseIndexAsync(room, lease).ConfigureAwait(false);
    }

    // A client whose password is refused may still work as the default user, if that user needs no password. Nothing else reports it.
    private async Task LogInAsync()
    {
        if (connection.Login is not { Length: > 0 } login)
        {
            return;
        }

        string? refusal = null;
        try
        {
            _ = await connection.Database.ExecuteAsync("AUTH", login).WaitAsync(RedisConnection.Timeout, timeProvider).ConfigureAwait(false);
        }
        catch (RedisServerException exception)
        {
            refusal = exception.Message;
        }
        catch (Exception exception) when (RedisConnection.IsOutage(exception))
        {
            return;
        }

        if (refusal is not null && refusal != _refusal)
        {
            Log.LoginRefused(logger, refusal);
        }

        _refusal = refusal;
    }

    private async Task UseChannelAsync(RoomName room)
    {
        var channel = connection.Keys.ChannelOf(room);
        try
        {
            var queue = await connection.Subscriber.SubscribeAsync(channel).WaitAsync(RedisConnection.Timeout, timeProvider).ConfigureAwait(false);
            await connection.Subscriber.PublishAsync(channel, Json).WaitAsync(RedisConnection.Timeout, timeProvider).ConfigureAwait(false);
            await queue.UnsubscribeAsync().WaitAsync(RedisConnection.Timeout, timeProvider).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisConnection.IsOutage(exception))
        {
            connection.Subscriber.Unsubscribe(channel, flags: CommandFlags.FireAndForget);
            throw connection.Fail(exception);
        }
    }

    private async Task UseRoomAsync(RoomName room, string lease)
    {
        var key = connection.Keys.Room(room);
        var (remembered, expiry) = (RedisExpiry.EmptyRoom, connection.Expiry.RoomsForScript);
        var generation = (long)await connection.EvaluateAsync(RosterScript.Join, room, lease, PeerId, Json, Json, 1, expiry, 1).ConfigureAwait(false);
        _ = await connection.EvaluateAsync(RosterScript.SetData, room, PeerId, generation, Json).ConfigureAwait(false);
        _ = await connection.EvaluateAsync(RosterScript.SetRoomData, room, Json, RedisValue.EmptyString, Json, PeerId, generation).ConfigureAwait(false);
        _ = await connection.EvaluateAsync(RosterScript.Leave, room, remembered, PeerId, generation).ConfigureAwait(false);
        var order = generation.ToString(CultureInfo.InvariantCulture);
        _ = await connection.EvaluateAsync(RosterScript.Reconcile, room, remembered, lease, lease, Json, expiry, RedisValue.EmptyString, 0, "here", PeerId, order, Json, Json).ConfigureAwait(false);
        _ = await connection.EvaluateAsync(RosterScript.Sweep, room, remembered, lease).ConfigureAwait(false);
        _ = await connection.EvaluateAsync(RosterScript.Join, room, lease, PeerId, Json, Json, 1, expiry, 1).ConfigureAwait(false);
        _ = await connection.EvaluateAsync(RosterScript.Close, room, remembered).ConfigureAwait(false);
        _ = await connection.AskAsync(database => database.HashGetAllAsync(key)).ConfigureAwait(false);
        _ = await connection.AskAsync(database => database.KeyExpireAsync(key, connection.Expiry.Rooms)).ConfigureAwait(false);

        // KeyDeleteAsync would send UNLINK, which nothing else needs.
        _ = await connection.AskAsync(database => database.ExecuteAsync("DEL", key)).ConfigureAwait(false);
    }

    private async Task UseLeasesAsync(RoomName room, string lease)
    {
        // Not the leases of the cluster: other instances would sweep an adopted one.
        RedisKey leases = connection.Keys.Room(room).Append(":leases"), adopted = connection.Keys.Room(room).Append(":adopted");
        var channel = connection.Keys.ForScript(connection.Keys.ChannelOf(room));
        _ = await connection.EvaluateAsync(RosterScript.Renew, [leases, adopted], lease, 0, 1, channel, Json, connection.Expiry.LeasesForScript).ConfigureAwait(false);
        _ = await connection.EvaluateAsync(RosterScript.Adopt, [leases, adopted], 0, channel, connection.Expiry.LeasesForScript).ConfigureAwait(false);
        _ = await connection.AskAsync(database => database.SortedSetRemoveAsync(adopted, lease)).ConfigureAwait(false);
        _ = await connection.AskAsync(database => database.SortedSetRangeByRankAsync(connection.Keys.Leases)).ConfigureAwait(false);
    }

    private async Task UseIndexAsync(RoomName room, string lease)
    {
        var index = connection.Keys.RoomsOf(lease);
        _ = await connection.AskAsync(database => database.SetAddAsync(index, room.ToString())).ConfigureAwait(false);
        _ = await connection.AskAsync(database => database.SetMembersAsync(index)).ConfigureAwait(false);
        _ = await connection.AskAsync(database => database.SetRemoveAsync(index, room.ToString())).ConfigureAwait(false);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Redis refuses the user or the password that is set, and serves this instance as its default user, without a password: {Refusal}", EventName = "LoginRefused")]
        public static partial void LoginRefused(ILogger logger, string refusal);
    }
}
