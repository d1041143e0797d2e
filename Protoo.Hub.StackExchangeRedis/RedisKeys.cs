using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>
/// The names of all keys and channels. Redis Cluster keeps keys with the same hash tag together. The tag is the text between the first
/// opening brace and the first brace that closes it. It is never empty here, whatever the room is called; braces in the prefix may give all
/// keys the same tag.
/// </summary>
/// <param name="prefix">Separates deployments that share a Redis.</param>
/// <param name="channelPrefix">The prefix that the connection adds to the names of channels. Scripts must add it themselves.</param>
internal sealed class RedisKeys(string prefix, string channelPrefix)
{
    /// <summary>Whether Redis Cluster keeps related keys together: the first braces in a prefix must not be empty.</summary>
    public static bool IsValidPrefix(string? prefix)
    {
        var start = prefix?.IndexOf('{', StringComparison.Ordinal) ?? -1;
        return start < 0 || prefix!.IndexOf('}', start) != start + 1;
    }

    /// <summary>
    /// The leases of all instances: a set sorted by the time of expiry, in milliseconds by Redis's clock. Each seat names the lease under
    /// which it was taken.
    /// </summary>
    public RedisKey Leases => $"{prefix}{{leases}}";

    /// <summary>
    /// The expired leases that an instance has adopted to remove their seats: a set sorted by the time by which the removal should be
    /// finished.
    /// </summary>
    public RedisKey Adopted => $"{prefix}{{leases}}:adopted";

    /// <summary>The channel of all instances, which carries the leases that have expired.</summary>
    public RedisChannel ExpiredChannel => RedisChannel.Literal($"{prefix}expired");

    /// <summary>The rooms in which a lease may have seats: a set of <see cref="RoomName"/>.</summary>
    public RedisKey RoomsOf(string lease) => $"{prefix}lease:{lease}:rooms";

    /// <summary>
    /// A room: a hash. <c>v</c> is its version, <c>s:peerId</c> is a seat (generation, place in the order of joining, lease, and the seat
    /// as JSON, separated by spaces), and <c>d:peerId</c> is the data of the peer as JSON.
    /// </summary>
    public RedisKey Room(RoomName room) => $"{prefix}room:{{{room.Hub}:{room.RoomId}}}";

    /// <summary>The channel of a room, which carries its steps and messages as JSON.</summary>
    public RedisChannel ChannelOf(RoomName room) => RedisChannel.Literal($"{prefix}room:{{{room.Hub}:{room.RoomId}}}");

    /// <summary>The channel of an instance, which carries its own heartbeats and the answers to its requests as JSON.</summary>
    public RedisChannel ChannelOf(string instance) => RedisChannel.Literal($"{prefix}instance:{instance}");

    /// <summary>Returns the name of a channel as scripts must write it.</summary>
    public RedisValue ForScript(RedisChannel channel) => channelPrefix + (string?)channel;
}
