using Microsoft.Extensions.Logging;

namespace Protoo.Clustering.Redis;

internal sealed class RedisRosterStoreFactory(
    RedisConnection connection,
    RedisMembership membership,
    TimeProvider timeProvider,
    ILogger<RedisRosterStore> logger) : IRosterStoreFactory
{
    public bool IsAvailable => membership.IsMember;

    public IRosterStore Create(string hub) => new RedisRosterStore(hub, connection, membership, timeProvider, logger);
}
