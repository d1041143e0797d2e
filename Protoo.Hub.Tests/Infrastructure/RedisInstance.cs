using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Protoo.Clustering;
using Protoo.Clustering.Redis;
using Protoo.Rooms;

namespace Protoo.Tests.Infrastructure;

/// <summary>An instance of a cluster without clients, for tests of what is behind the rooms.</summary>
internal sealed class RedisInstance : IAsyncDisposable
{
    // Not started.
    private readonly IHost _host;
    private readonly HeartbeatService _heartbeat;

    private RedisInstance(IHost host)
    {
        _host = host;
        _heartbeat = ActivatorUtilities.CreateInstance<HeartbeatService>(host.Services);
    }

    public static async Task<RedisInstance> StartAsync(RedisServer redis)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSignalR().AddProtooRedis($"127.0.0.1:{redis.Port}");
        var instance = new RedisInstance(builder.Build());
        await instance._heartbeat.StartAsync(CancellationToken.None);
        await instance._host.Services.GetRequiredService<Membership>().WaitUntilMemberAsync(CancellationToken.None).DefaultTimeout();
        return instance;
    }

    public RedisConnection Connection => _host.Services.GetRequiredService<RedisConnection>();

    public IRosterStore CreateStore(string hub)
    {
        var stores = _host.Services.GetRequiredService<IRosterStoreFactory>();
        return stores.Create(
            hub,
            new PeerRequestTable(stores.Instance, _host.Services.GetRequiredService<ProtooMetrics>(), TimeProvider.System, JsonSerializerOptions.Default),
            new RoomWatches(stores.Instance, hub, relay: null, JsonSerializerOptions.Default, TimeProvider.System)).Store;
    }

    public async ValueTask DisposeAsync()
    {
        await _heartbeat.StopAsync(CancellationToken.None).DefaultTimeout();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
