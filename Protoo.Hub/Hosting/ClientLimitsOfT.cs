using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;
using Protoo.Transports;

namespace Protoo.Hosting;

/// <summary>The limits of the clients of <typeparamref name="THub"/>.</summary>
internal sealed class ClientLimits<THub>(HubSettings<THub> settings, ProtooMetrics metrics, TimeProvider timeProvider, ILogger<RateLimits> logger)
    : ClientLimits(new ConnectionLimits(settings.Options, metrics), new RateLimits(settings.Options, metrics, timeProvider, logger))
    where THub : Hub;
