using Protoo.Clustering.Redis;
using StackExchange.Redis;

namespace Protoo.Tests.ScaleOut.Soak;

/// <summary>What the instances hold in Redis.</summary>
/// <param name="Keys">The names of the keys, except rooms that are empty and forgotten soon.</param>
/// <param name="EmptyRooms">The rooms that are empty and forgotten soon.</param>
/// <param name="Channels">The names of the channels with subscribers.</param>
/// <param name="Subscriptions">The subscriptions to these channels.</param>
internal sealed record RedisFigures(IReadOnlyCollection<string> Keys, int EmptyRooms, IReadOnlyCollection<string> Channels, long Subscriptions)
{
    private const int RoomIsRemembered = 60_000;

    public static async Task<RedisFigures> ReadAsync(IConnectionMultiplexer connection)
    {
        var database = connection.GetDatabase();
        var server = connection.GetServers()[0];
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        var emptyRooms = 0;
        await foreach (var key in server.KeysAsync())
        {
            var isEmptyRoom = await database.KeyTypeAsync(key) == RedisType.Hash
                && RosterSnapshot.Read(await database.HashGetAllAsync(key)).Seats.Count == 0
                && await database.KeyTimeToLiveAsync(key) is not { TotalMilliseconds: > RoomIsRemembered };
            if (isEmptyRoom)
            {
                emptyRooms++;
            }
            else
            {
                var rooms = await database.KeyTypeAsync(key) == RedisType.Set ? await database.SetMembersAsync(key) : [];
                keys.Add($"{key}{string.Concat(rooms.Select(static room => $" with {room}"))}");
            }
        }

        // Its own connections follow changes of the configuration.
        var channels = (await server.SubscriptionChannelsAsync()).Where(static channel => !channel.ToString().StartsWith("__", StringComparison.Ordinal)).ToArray();
        var subscriptions = 0L;
        foreach (var channel in channels)
        {
            subscriptions += await server.SubscriptionSubscriberCountAsync(channel);
        }

        return new RedisFigures(keys, emptyRooms, [.. channels.Select(static channel => channel.ToString())], subscriptions);
    }

    /// <summary>Whether it is as much as before. An instance that was replaced has other names.</summary>
    public bool IsAsMuchAs(RedisFigures before)
    {
        return (Keys.Count, Channels.Count, Subscriptions) == (before.Keys.Count, before.Channels.Count, before.Subscriptions);
    }

    public override string ToString()
    {
        return $"{Keys.Count} keys and {EmptyRooms} empty rooms, {Subscriptions} subscriptions to {Channels.Count} channels: {string.Join(' ', Keys)} {string.Join(' ', Channels)}";
    }
}
