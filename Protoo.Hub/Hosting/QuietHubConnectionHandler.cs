using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Protoo.Protocol;

namespace Protoo.Hosting;

/// <summary>SignalR's handler of a hub, changed so that a <see cref="ProtooException"/> is not logged as an error.</summary>
internal class QuietHubConnectionHandler<[DynamicallyAccessedMembers(ReflectedMembers.OfHub)] THub>(
    HubLifetimeManager<THub> lifetimeManager,
    IHubProtocolResolver protocols,
    IOptions<HubOptions> options,
    IOptions<HubOptions<THub>> hubOptions,
    ILoggerFactory loggers,
    IUserIdProvider userIds,
    IServiceScopeFactory scopes)
    : HubConnectionHandler<THub>(lifetimeManager, protocols, options, hubOptions, new RefusalLoggerFactory(loggers), userIds, scopes)
    where THub : Hub;
