using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.StackExchangeRedis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Protoo.Protocol;
using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>
/// Extends SignalR's Redis backplane to native clients. The backplane serializes a message once for each protocol in the hub's options.
/// Those list only the protocols of <c>MapHub</c>, so this class adds protoo.
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
            await base.OnConnectedAsync(connection).ConfigureAwait(false);
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
            // SignalR's name for it.
            var channel = RedisChannel.Literal($"{typeof(THub).FullName}:connection:{connection.ConnectionId}");
            await redis.StaleSubscriptions.UnsubscribeAsync(channel, () => base.OnDisconnectedAsync(connection)).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisConnection.IsOutage(exception))
        {
            // The channel could not be unsubscribed from, but it no longer has a listener.
            _ = redis.Fail(exception);
        }
    }

    // SignalR's Dispose unsubscribes from everything and closes the connection. A shared connection is left to its owner.
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
