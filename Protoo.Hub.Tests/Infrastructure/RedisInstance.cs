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
        var instance = Create(redis, TimeProvider.System);
        await instance._heartbeat.StartAsync(CancellationToken.None);
        await instance.Membership.WaitUntilMemberAsync(CancellationToken.None).DefaultTimeout();
        return instance;
    }

    /// <summary>Starts an instance that is a member of the cluster, and that beats only when the test tells it to.</summary>
    public static async Task<RedisInstance> StartWithoutHeartbeatAsync(RedisServer redis, TimeProvider clock)
    {
        var instance = Create(redis, clock);
        var services = instance._host.Services;
        await instance.Connection.WaitForConnectionAsync().DefaultTimeout();
        await services.GetRequiredService<InstanceChannel>().SubscribeAsync(
            instance.Membership.OnAnswer,
            services.GetRequiredService<InstanceRelay>().OnMessage,
            instance.Membership.OnLeaseExpired,
            CancellationToken.None).DefaultTimeout();
        await instance.BeatAsync();
        return instance;
    }

    public RedisConnection Connection => _host.Services.GetRequiredService<RedisConnection>();

    private Membership Membership => _host.Services.GetRequiredService<Membership>();

    /// <summary>Beats once. Completes when this is a member of the cluster.</summary>
    public async Task BeatAsync()
    {
        await Membership.BeatOnceAsync().DefaultTimeout();
        await Membership.WaitUntilMemberAsync(CancellationToken.None).DefaultTimeout();
    }

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

    private static RedisInstance Create(RedisServer redis, TimeProvider clock)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(clock);
        builder.Services.AddSignalR().AddProtooRedis($"127.0.0.1:{redis.Port}");
        return new RedisInstance(builder.Build());
    }
}
