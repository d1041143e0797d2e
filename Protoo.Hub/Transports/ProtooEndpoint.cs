using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Protoo.Diagnostics;
using Protoo.Protocol;
using Protoo.Rooms;

namespace Protoo.Transports;

/// <summary>The endpoint that native clients of <typeparamref name="THub"/> connect to: handshake, decision, upgrade.</summary>
internal sealed class ProtooEndpoint<THub>
    where THub : Hub
{
    private const string MissingSubprotocol = "invalid/missing Sec-WebSocket-Protocol";

    // Clients that are rejected after the upgrade get no hub.
    private static readonly ConnectionDelegate s_nothing = static _ => Task.CompletedTask;

    private readonly ProtooOptions _options;
    private readonly RoomRegistry<THub>? _rooms;
    private readonly Admission<THub>? _admission;
    private readonly ConnectionDrain _drain;
    private readonly ProtooMetrics _metrics;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly Func<string, bool> _isPending;
    private readonly ConnectionDelegate _hub;

    public ProtooEndpoint(IServiceProvider services)
    {
        var settings = services.GetRequiredService<HubSettings<THub>>();
        _options = settings.Options;
        _rooms = services.GetService<RoomRegistry<THub>>();
        _admission = typeof(ProtooHub).IsAssignableFrom(typeof(THub)) ? services.GetRequiredService<Admission<THub>>() : null;
        _drain = services.GetRequiredService<ConnectionDrain>();
        _metrics = services.GetRequiredService<ProtooMetrics>();
        _timeProvider = services.GetRequiredService<TimeProvider>();
        _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Protoo.Transports.ProtooEndpoint");

        var lifetimeManager = services.GetRequiredService<HubLifetimeManager<THub>>();
        var hubOptions = settings.CreateNativeOptions();
        _isPending = invocationId => lifetimeManager.TryGetReturnType(invocationId, out _);
        _hub = new HubConnectionHandler<THub>(
            lifetimeManager,
            new SingleProtocolResolver(CreateProtocol(services, hubOptions)),
            services.GetRequiredService<IOptions<HubOptions>>(),
            Options.Create(hubOptions),
            services.GetRequiredService<ILoggerFactory>(),
            services.GetRequiredService<IUserIdProvider>(),
            services.GetRequiredService<IServiceScopeFactory>()).OnConnectedAsync;
    }

    public Task HandleAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers[HeaderNames.Upgrade] = "websocket";
            context.Response.Headers[HeaderNames.SecWebSocketVersion] = "13";
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
        }
        else if (_drain.IsDraining || _rooms is { IsStopped: true })
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        else if (!context.WebSockets.WebSocketRequestedProtocols.Contains(ProtooHubProtocol.ProtocolName))
        {
            new HttpRefusal(StatusCodes.Status403Forbidden, MissingSubprotocol).Send(context);
        }
        else
        {
            return HandleConnectionRequestAsync(context);
        }

        return Task.CompletedTask;
    }

    // One async method on purpose: each further one that awaits the end of the connection stays in memory with it.
    private async Task HandleConnectionRequestAsync(HttpContext context)
    {
        var request = _admission is null ? null : await _admission.DecideAsync(context, PeerTransport.Native);
        var refusesAfterUpgrade = request?.RejectAfterUpgrade ?? _options.RejectAfterUpgrade;
        if (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is to hear of a client that is gone already.
            return;
        }

        if (request?.Rejection is not null && !refusesAfterUpgrade)
        {
            request.End.Refusal!.Send(context);
            return;
        }

        var connection = new ProtooConnectionContext(context, _options, _isPending, _metrics, _timeProvider, _logger);
        if (request is not null)
        {
            connection.Features.Set(request);
        }

        if (request?.Rejection is not null)
        {
            connection.SetEnd(request.End);
        }

        if (!_drain.TryAdd(connection.ConnectionId, connection.Features))
        {
            connection.RequestClose();
        }

        try
        {
            await connection.RunAsync(request?.Rejection is null ? _hub : s_nothing, refusesAfterUpgrade);
        }
        finally
        {
            _drain.Remove(connection.ConnectionId);
        }
    }

    // The hub's own instance, for it knows the hub's methods.
    private static ProtooHubProtocol CreateProtocol(IServiceProvider services, HubOptions options)
    {
        var json = services.GetRequiredService<IOptions<JsonHubProtocolOptions>>();
        var isService = options.DisableImplicitFromServicesParameters ? null : services.GetService<IServiceProviderIsService>();
        return new ProtooHubProtocol(
            json,
            services.GetRequiredService<ILogger<ProtooHubProtocol>>(),
            HubMethods.Of(typeof(THub), isService, json.Value.PayloadSerializerOptions));
    }
}
