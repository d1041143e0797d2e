using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Protoo.Clustering;
using Protoo.Diagnostics;
using Protoo.Transports;

namespace Protoo.Rooms;

/// <summary>The rooms of <typeparamref name="THub"/>.</summary>
internal sealed class RoomRegistry<THub>(
    IOptionsMonitor<ProtooOptions> options,
    IOptions<HubOptions<THub>> hubOptions,
    IOptions<JsonHubProtocolOptions> jsonOptions,
    IRosterStoreFactory stores,
    ConnectionDrain drain,
    ProtooMetrics metrics,
    Rejections rejections,
    TimeProvider timeProvider,
    ILogger<RoomRegistry<THub>> logger)
    : RoomRegistry(
        options.Get(typeof(THub).FullName),
        hubOptions.Value.EnableDetailedErrors ?? false,
        stores.Create(typeof(THub).FullName!),
        jsonOptions.Value.PayloadSerializerOptions,
        drain,
        metrics,
        rejections,
        timeProvider,
        logger), IRoomRegistry<THub>
    where THub : Hub;
