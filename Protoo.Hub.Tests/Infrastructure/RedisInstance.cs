using Microsoft.Extensions.DependencyInjection;
using Protoo.Clustering;
using Protoo.Clustering.Redis;

namespace Protoo.Tests.Infrastructure;

/// <summary>An instance of a cluster that serves nobody: for tests of what stands behind the rooms.</summary>
internal sealed class RedisInstance : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly RedisMembership _membership;

    private RedisInstance(ServiceProvider services)
    {
        _services = services;
        _membership = services.GetRequiredService<RedisMembership>();
    }

    public static async Task<RedisInstance> StartAsync(RedisServer redis)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSignalR().AddProtooRedis($"127.0.0.1:{redis.Port}");
        var instance = new RedisInstance(services.BuildServiceProvider());
        await instance._membership.StartAsync(CancellationToken.None);
        await instance._membership.WaitUntilMemberAsync(CancellationToken.None).DefaultTimeout();
        return instance;
    }

    public RedisConnection Connection => _services.GetRequiredService<RedisConnection>();

    public IRosterStore CreateStore(string hub) => _services.GetRequiredService<IRosterStoreFactory>().Create(hub);

    public async ValueTask DisposeAsync()
    {
        await _membership.StopAsync(CancellationToken.None).DefaultTimeout();
        await _services.DisposeAsync();
    }
}
