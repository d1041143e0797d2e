using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Protoo.Clustering;
using Protoo.Clustering.Redis;
using Protoo.Rooms;

namespace Protoo.Tests.Infrastructure;

/// <summary>An instance of a cluster without clients, for tests of what is behind the rooms.</summary>
internal sealed class RedisInstance : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly HeartbeatService _heartbeat;

    private RedisInstance(ServiceProvider services)
    {
        _services = services;
        _heartbeat = ActivatorUtilities.CreateInstance<HeartbeatService>(services);
    }

    public static async Task<RedisInstance> StartAsync(RedisServer redis)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSignalR().AddProtooRedis($"127.0.0.1:{redis.Port}");
        var instance = new RedisInstance(services.BuildServiceProvider());
        await instance._heartbeat.StartAsync(CancellationToken.None);
        await instance._services.GetRequiredService<Membership>().WaitUntilMemberAsync(CancellationToken.None).DefaultTimeout();
        return instance;
    }

    public RedisConnection Connection => _services.GetRequiredService<RedisConnection>();

    public IRosterStore CreateStore(string hub)
    {
        var stores = _services.GetRequiredService<IRosterStoreFactory>();
        return stores.Create(hub, new PeerRequestTable(stores.Instance, TimeProvider.System, JsonSerializerOptions.Default)).Store;
    }

    public async ValueTask DisposeAsync()
    {
        await _heartbeat.StopAsync(CancellationToken.None).DefaultTimeout();
        await _services.DisposeAsync();
    }
}
