using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Protoo.Clustering.Redis;

internal sealed class RedisRosterStoreFactory(
    RedisConnection connection,
    RedisMembership membership,
    RedisFaults faults,
    IOptions<ProtooRedisOptions> options,
    TimeProvider timeProvider,
    ILogger<RedisRosterStore> logger) : IRosterStoreFactory
{
    public bool IsAvailable => membership.IsMember;

    public string? Obstacle => faults.Latest?.Reason;

    public IRosterStore Create(string hub) => new RedisRosterStore(hub, connection, membership, timeProvider, logger)
    {
        AdmitsWhileAway = options.Value.WhileRedisIsAway == WhileRedisIsAway.LocalOnly,
    };
}
