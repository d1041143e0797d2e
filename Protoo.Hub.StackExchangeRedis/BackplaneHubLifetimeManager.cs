using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.StackExchangeRedis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Protoo.Protocol;

namespace Protoo.Clustering.Redis;

/// <summary>
/// SignalR's Redis backplane for native clients, too. It serializes a message once for each protocol that the hub's options name, and
/// those are the ones of <c>MapHub</c>, where protoo is not served.
/// </summary>
internal sealed class BackplaneHubLifetimeManager<THub>(
    ILogger<RedisHubLifetimeManager<THub>> logger,
    IOptions<RedisOptions> options,
    IHubProtocolResolver protocols,
    IOptions<HubOptions> globalHubOptions,
    IOptions<HubOptions<THub>> hubOptions,
    RedisConnection redis)
    : RedisHubLifetimeManager<THub>(logger, options, protocols, WithProtoo(globalHubOptions), WithProtoo(hubOptions)), IDisposable
    where THub : Hub
{
    public override async Task OnConnectedAsync(HubConnectionContext connection)
    {
        try
        {
            await base.OnConnectedAsync(connection);
        }
        catch (Exception exception) when (RedisConnection.IsOutage(exception))
        {
            throw redis.Fail(exception);
        }
    }

    public override async Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        try
        {
            await base.OnDisconnectedAsync(connection);
        }
        catch (Exception exception) when (RedisConnection.IsOutage(exception))
        {
            // A channel that could not be unsubscribed from has no listener any more.
            _ = redis.Fail(exception);
        }
    }

    // SignalR's own unsubscribes from everything, and closes the connection: that is for its owner.
    void IDisposable.Dispose()
    {
        if (!redis.IsShared)
        {
            Dispose();
        }
    }

    private static IOptions<T> WithProtoo<T>(IOptions<T> options)
        where T : HubOptions, new()
    {
        var supported = options.Value.SupportedProtocols;
        return Options.Create(new T { SupportedProtocols = supported is null ? null : [.. supported, ProtooHubProtocol.ProtocolName] });
    }
}
