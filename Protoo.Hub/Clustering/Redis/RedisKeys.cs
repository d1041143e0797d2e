namespace Protoo.Clustering.Redis;

/// <summary>The names of all keys and channels. What stands in braces is the hash tag, by which Redis Cluster keeps keys together.</summary>
/// <param name="prefix">Keeps deployments apart that share a Redis.</param>
internal sealed class RedisKeys(string prefix)
{
    /// <summary>
    /// A room, a hash: <c>v</c> is its version, <c>s:peerId</c> a seat (generation, place in the order of joining, and the seat as
    /// JSON, with blanks between), <c>d:peerId</c> the data of the peer as JSON.
    /// </summary>
    public string Room(string roomId) => $"{prefix}room:{{{roomId}}}";

    /// <summary>The channel of a room: its steps, and what else happens in it, as JSON.</summary>
    public string RoomChannel(string roomId) => $"{prefix}room:{{{roomId}}}:channel";

    /// <summary>The channel of an instance: the answers to its requests, as JSON.</summary>
    public string InstanceChannel(string instance) => $"{prefix}instance:{instance}:channel";
}
