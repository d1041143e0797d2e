using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Protoo.Clustering;
using Protoo.Rooms;
using Protoo.Transports;

namespace Protoo.Hosting;

/// <summary>The rooms of <typeparamref name="THub"/>.</summary>
internal sealed class RoomRegistry<THub>(
    HubSettings<THub> settings,
    IOptions<JsonHubProtocolOptions> jsonOptions,
    IRosterStoreFactory stores,
    IRoomStates<THub> states,
    ConnectionDrain drain,
    ProtooMetrics metrics,
    Rejections rejections,
    TimeProvider timeProvider,
    ILogger<RoomRegistry<THub>> logger,
    IInstanceRelay? instances = null)
    : RoomRegistry(
        settings.Options,
        settings.HasDetailedErrors,
        stores,
        instances,
        states,
        HubSettings<THub>.Name,
        jsonOptions.Value.PayloadSerializerOptions,
        drain,
        metrics,
        rejections,
        timeProvider,
        logger), IRoomRegistry<THub>
    where THub : Hub;
