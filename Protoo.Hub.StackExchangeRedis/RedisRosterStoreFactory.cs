using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Protoo.Clustering.Redis;

internal sealed class RedisRosterStoreFactory(
    RedisConnection connection,
    Membership membership,
    RedisFaults faults,
    IOptions<ProtooRedisOptions> options,
    TimeProvider timeProvider,
    ILogger<RoomSubscription> logger) : IRosterStoreFactory
{
    public string Instance => membership.Instance;

    public bool IsAvailable => membership.IsMember;

    public string? Obstacle => faults.Latest?.Reason;

    public TimeSpan? LeaseAge => membership.LeaseAge;

    public (IRosterStore Store, IRoomRelay? Relay) Create(string hub, IPendingRequests requests, IRoomWatches watches)
    {
        var rooms = new RoomSubscriptions(hub, requests, watches, connection, membership, timeProvider, logger);
        membership.Add(rooms);
        var store = new RedisRosterStore(rooms, connection, membership, timeProvider)
        {
            AdmitsWhileAway = options.Value.WhileRedisIsAway == WhileRedisIsAway.LocalOnly,
        };
        return (store, new RedisRoomRelay(rooms, connection, membership));
    }
}
