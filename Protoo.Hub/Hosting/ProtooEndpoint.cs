using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Protoo.Protocol;
using Protoo.Rooms;
using Protoo.Transports;

namespace Protoo.Hosting;

/// <summary>The endpoint that native clients of <typeparamref name="THub"/> connect to: handshake, decision, upgrade.</summary>
internal sealed class ProtooEndpoint<[DynamicallyAccessedMembers(ReflectedMembers.OfHub)] THub>
    where THub : Hub
{
    private const string MissingSubprotocol = "invalid/missing Sec-WebSocket-Protocol";

    // Clients that are rejected after the upgrade get no hub.
    private static readonly ConnectionDelegate s_nothing = static _ => Task.CompletedTask;

    private readonly ProtooOptions _options;
    private readonly bool _closesOnExpiration;
    private readonly bool _allowsTakeover;
    private readonly RoomRegistry<THub>? _rooms;
    private readonly Admission<THub>? _admission;
    private readonly ConnectionLimits _limits;
    private readonly ConnectionDrain _drain;
    private readonly Rejections _rejections;
    private readonly TimeProvider _timeProvider;
    private readonly NativeConnectionServices _connectionServices;
    private readonly ConnectionDelegate _hub;

    public ProtooEndpoint(IServiceProvider services, ProtooEndpointOptions endpointOptions)
    {
        _closesOnExpiration = endpointOptions.CloseOnAuthenticationExpiration;
        var settings = services.GetRequiredService<HubSettings<THub>>();
        _options = settings.Options;

        // Kestrel counts upgraded connections by their requests, and its limit for them would have no effect.
        _allowsTakeover = !_options.EnableCompression && services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits.MaxConcurrentUpgradedConnections is null;
        _rooms = services.GetService<RoomRegistry<THub>>();
        _admission = HubSettings<THub>.HasRooms ? services.GetRequiredService<Admission<THub>>() : null;
        var limits = services.GetRequiredService<ClientLimits<THub>>();
        _limits = limits.Connections;
        _drain = services.GetRequiredService<ConnectionDrain>();
        _rejections = services.GetRequiredService<Rejections>();
        _timeProvider = services.GetRequiredService<TimeProvider>();

        var lifetimeManager = services.GetRequiredService<HubLifetimeManager<THub>>();
        var hubOptions = settings.CreateNativeOptions();
        var methods = FindMethods(services, hubOptions);
        _connectionServices = new NativeConnectionServices
        {
            Options = _options,
            Rates = limits.Rates,
            IsPending = invocationId => lifetimeManager.TryGetReturnType(invocationId, out _),
            Traffic = HubSettings<THub>.HasRooms ? new NativeTraffic(_rooms!.Services.Watches, methods) : null,
            OnEnded = OnEnded,
            Metrics = services.GetRequiredService<ProtooMetrics>(),
            TimeProvider = _timeProvider,
            Logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Protoo.Hosting.ProtooEndpoint"),
        };
        _hub = new HubConnectionHandler<THub>(
            lifetimeManager,
            new SingleProtocolResolver(ActivatorUtilities.CreateInstance<ProtooHubProtocol>(services, methods)),
            services.GetRequiredService<IOptions<HubOptions>>(),
            Options.Create(hubOptions),
            new RefusalLoggerFactory(services.GetRequiredService<ILoggerFactory>()),
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
        else if (FindExpiration(context) <= _timeProvider.GetUtcNow())
        {
            // If it were admitted and then closed, it would reconnect at once, again and again.
            Refuse(context, ConnectionEnd.TokenExpired.Refusal!, ConnectionEnd.TokenExpired.Reason);
        }
        else if (_drain.IsDraining || _rooms is { IsStopped: true })
        {
            Refuse(context, ConnectionEnd.ServiceRestart.Refusal!, _drain.IsDraining ? "draining" : "stopped");
        }
        else if (!context.WebSockets.WebSocketRequestedProtocols.Contains(ProtooHubProtocol.ProtocolName))
        {
            Refuse(context, new HttpRefusal(StatusCodes.Status403Forbidden, MissingSubprotocol), MissingSubprotocol);
        }
        else if (_limits.TryAdd(context.Connection.RemoteIpAddress) is { } error)
        {
            Refuse(context, new HttpRefusal(error.Code, error.Reason), error.Reason);
        }
        else
        {
            return HandleConnectionRequestAsync(context);
        }

        return Task.CompletedTask;
    }

    // A single async method on purpose: each further one that awaits the end of the connection stays in memory with it.
    private async Task HandleConnectionRequestAsync(HttpContext context)
    {
        ProtooConnectionContext? connection = null;
        try
        {
            await LongWork.NewConnections.WaitAsync();
            var request = _admission is null ? null : await _admission.DecideAsync(context, PeerTransport.Native).ConfigureAwait(false);
            var refusesAfterUpgrade = request?.RejectAfterUpgrade ?? _options.RejectAfterUpgrade;
            if (context.RequestAborted.IsCancellationRequested)
            {
                // No peer must be told about a client that is already gone.
                return;
            }

            if (request?.Rejection is not null && !refusesAfterUpgrade)
            {
                request.End.Refusal!.Send(context);
                _rejections.Report(context, PeerTransport.Native, request, request.Rejection.Code, request.Rejection.Reason);
                return;
            }

            connection = CreateConnection(context, request);
            var hub = request?.Rejection is null ? _hub : s_nothing;
            await (connection.Takeover?.RunAsync(connection, hub, refusesAfterUpgrade) ?? connection.RunAsync(hub, refusesAfterUpgrade)).ConfigureAwait(false);
        }
        finally
        {
            if (connection is null)
            {
                _limits.Remove(context.Connection.RemoteIpAddress);
            }
        }
    }

    private ProtooConnectionContext CreateConnection(HttpContext context, ConnectionRequest? request)
    {
        var connection = new ProtooConnectionContext(context, _connectionServices) { Takeover = request?.Rejection is null ? FindTakeover(context) : null };
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

        connection.Expiration = FindExpiration(context) is { } time ? new AuthenticationExpiration(connection, time) : null;
        return connection;
    }

    private void OnEnded(ProtooConnectionContext connection)
    {
        _drain.Remove(connection.ConnectionId);
        _limits.Remove(connection.RemoteAddress);
        if (connection.Rejection is { Refusal: { } refusal } end)
        {
            var request = connection.Features.Get<ConnectionRequest>();
            _rejections.Report(connection.HttpContext, PeerTransport.Native, request, refusal.Code, request?.Rejection?.Reason ?? refusal.Reason ?? end.Reason);
        }
    }

    private ConnectionTakeover? FindTakeover(HttpContext context)
    {
        return _allowsTakeover
            && context.Features.Get<NativeUpgrade>() is { IsServersOwn: true }
            && context.Features.Get<IConnectionHeartbeatFeature>() is ConnectionTakeover { IsInPlace: true } takeover
            ? takeover
            : null;
    }

    private void Refuse(HttpContext context, HttpRefusal refusal, string reason)
    {
        refusal.Send(context);
        _rejections.Report(context, PeerTransport.Native, null, refusal.Code, reason);
    }

    /// <summary>Returns the time at which the connection must be closed; null if there is none.</summary>
    private DateTimeOffset? FindExpiration(HttpContext context)
    {
        return _closesOnExpiration ? context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc : null;
    }

    // Each hub has its own instance, which knows the hub's methods.
    private static HubMethods FindMethods(IServiceProvider services, HubOptions options)
    {
        var json = services.GetRequiredService<IOptions<JsonHubProtocolOptions>>().Value;
        var isService = options.DisableImplicitFromServicesParameters ? null : services.GetService<IServiceProviderIsService>();
        return HubMethods.Of(typeof(THub), isService, json.PayloadSerializerOptions);
    }
}
