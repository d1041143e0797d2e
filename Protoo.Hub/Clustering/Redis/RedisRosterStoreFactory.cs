using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <param name="redis">The connection, which reconnects by itself.</param>
/// <param name="prefix">Keeps deployments apart that share a Redis.</param>
/// <param name="instance">The id of this instance, which no other has.</param>
/// <param name="logger">Where the stores log.</param>
internal sealed class RedisRosterStoreFactory(IConnectionMultiplexer redis, string prefix, string instance, ILogger<RedisRosterStore> logger) : IRosterStoreFactory
{
    public IRosterStore Create(string hub) => new RedisRosterStore(redis, new RedisKeys($"{prefix}{hub}:"), instance, logger);
}
