using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Protoo.Protocol;
using Protoo.Transports;

namespace Protoo.Hosting;

/// <summary>The handler of a hub's SignalR connections, which counts them from before their handshake.</summary>
internal sealed class CountedHubConnectionHandler<[DynamicallyAccessedMembers(ReflectedMembers.OfHub)] THub>(
    ClientLimits<THub> limits,
    HubLifetimeManager<THub> lifetimeManager,
    IHubProtocolResolver protocols,
    IOptions<HubOptions> options,
    IOptions<HubOptions<THub>> hubOptions,
    ILoggerFactory loggers,
    IUserIdProvider userIds,
    IServiceScopeFactory scopes)
    : QuietHubConnectionHandler<THub>(lifetimeManager, protocols, options, hubOptions, loggers, userIds, scopes)
    where THub : Hub
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var address = connection.GetHttpContext()?.Connection.RemoteIpAddress;
        if (limits.Connections.TryAdd(address) is { } error)
        {
            // Of several that came at once, some got this far.
            connection.Features.Set(new ConnectionRefusal(error));
            await base.OnConnectedAsync(connection).ConfigureAwait(false);
            return;
        }

        try
        {
            await LongWork.NewConnections.WaitAsync();
            await base.OnConnectedAsync(connection).ConfigureAwait(false);
        }
        finally
        {
            limits.Connections.Remove(address);
        }
    }
}
