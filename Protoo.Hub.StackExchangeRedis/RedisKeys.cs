using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>
/// The names of all keys and channels. Redis Cluster keeps keys together whose hash tag is the same: what stands between the first brace
/// and the first that closes it. It is never empty here, whatever the room is called; with braces in the prefix all keys may have one.
/// </summary>
/// <param name="prefix">Keeps deployments apart that share a Redis.</param>
/// <param name="channelPrefix">What the connection puts before the names of channels, which scripts have to do themselves.</param>
internal sealed class RedisKeys(string prefix, string channelPrefix)
{
    /// <summary>Whether keys that belong together are kept together: the first braces in a prefix must not be empty.</summary>
    public static bool IsValidPrefix(string? prefix)
    {
        var start = prefix?.IndexOf('{', StringComparison.Ordinal) ?? -1;
        return start < 0 || prefix!.IndexOf('}', start) != start + 1;
    }

    /// <summary>
    /// The leases of all instances, a sorted set by the time of expiry in milliseconds, by Redis's clock. Seats name the lease under
    /// which they were taken.
    /// </summary>
    public RedisKey Leases => $"{prefix}{{leases}}";

    /// <summary>The expired leases that an instance has adopted, to remove their seats: a sorted set by the time by which that should be over.</summary>
    public RedisKey Adopted => $"{prefix}{{leases}}:adopted";

    /// <summary>The channel of all instances: the leases that have expired.</summary>
    public RedisChannel ExpiredChannel => RedisChannel.Literal($"{prefix}expired");

    /// <summary>The rooms in which a lease may have seats, a set of <see cref="RoomName"/>.</summary>
    public RedisKey RoomsOf(string lease) => $"{prefix}lease:{lease}:rooms";

    /// <summary>
    /// A room, a hash: <c>v</c> is its version, <c>s:peerId</c> a seat (generation, place in the order of joining, lease, and the
    /// seat as JSON, with blanks between), <c>d:peerId</c> the data of the peer as JSON.
    /// </summary>
    public RedisKey Room(RoomName room) => $"{prefix}room:{{{room.Hub}:{room.RoomId}}}";

    /// <summary>The channel of a room: its steps, and what else happens in it, as JSON.</summary>
    public RedisChannel ChannelOf(RoomName room) => RedisChannel.Literal($"{prefix}room:{{{room.Hub}:{room.RoomId}}}");

    /// <summary>The channel of an instance: its own heartbeat, and the answers to its requests, as JSON.</summary>
    public RedisChannel ChannelOf(string instance) => RedisChannel.Literal($"{prefix}instance:{instance}");

    /// <summary>The name of a channel as scripts must say it.</summary>
    public RedisValue ForScript(RedisChannel channel) => channelPrefix + (string?)channel;
}
