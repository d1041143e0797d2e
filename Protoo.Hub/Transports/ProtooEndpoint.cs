using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
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

    // Whom it rejects after the upgrade, it has nothing more to say to.
    private static readonly ConnectionDelegate s_nothing = static _ => Task.CompletedTask;

    private readonly IServiceScopeFactory _scopes;
    private readonly ProtooOptions _options;
    private readonly RoomRegistry<THub>? _rooms;
    private readonly ConnectionDrain _drain;
    private readonly ProtooMetrics _metrics;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly Func<string, bool> _isPending;
    private readonly ConnectionDelegate _hub;

    public ProtooEndpoint(IServiceProvider services)
    {
        _scopes = services.GetRequiredService<IServiceScopeFactory>();
        _options = services.GetRequiredService<IOptionsMonitor<ProtooOptions>>().Get(typeof(THub).FullName);
        _rooms = services.GetService<RoomRegistry<THub>>();
        _drain = services.GetRequiredService<ConnectionDrain>();
        _metrics = services.GetRequiredService<ProtooMetrics>();
        _timeProvider = services.GetRequiredService<TimeProvider>();
        _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Protoo.Transports.ProtooEndpoint");

        var lifetimeManager = services.GetRequiredService<HubLifetimeManager<THub>>();
        var hubOptions = GetHubOptions(services);
        _isPending = invocationId => lifetimeManager.TryGetReturnType(invocationId, out _);
        _hub = new HubConnectionHandler<THub>(
            lifetimeManager,
            new SingleProtocolResolver(CreateProtocol(services, hubOptions.Value)),
            services.GetRequiredService<IOptions<HubOptions>>(),
            hubOptions,
            services.GetRequiredService<ILoggerFactory>(),
            services.GetRequiredService<IUserIdProvider>(),
            _scopes).OnConnectedAsync;
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
            Reject(context, StatusCodes.Status403Forbidden, MissingSubprotocol);
        }
        else
        {
            return HandleConnectionRequestAsync(context);
        }

        return Task.CompletedTask;
    }

    // One method, for each that awaits the end of the connection costs as much memory as what it awaits.
    private async Task HandleConnectionRequestAsync(HttpContext context)
    {
        var request = await DecideAsync(context);
        if (request?.Rejection is { } rejection && !(request.RejectAfterUpgrade ?? _options.RejectAfterUpgrade))
        {
            Reject(context, rejection.Code, rejection.Reason);
            return;
        }

        using var webSocket = await AcceptAsync(context);
        var connection = CreateConnection(context, webSocket, request);
        try
        {
            await connection.RunAsync(request?.Rejection is null ? _hub : s_nothing);
        }
        finally
        {
            _drain.Remove(connection.ConnectionId);
        }
    }

    /// <summary>The app's decision; null if the hub is not one that decides.</summary>
    private async Task<ConnectionRequest?> DecideAsync(HttpContext context)
    {
        if (!typeof(ProtooHub).IsAssignableFrom(typeof(THub)))
        {
            return null;
        }

        var request = new ConnectionRequest(context, PeerTransport.Native, _rooms!.PayloadOptions);

        // As SignalR does for a call of a hub: the services of the HTTP request would live as long as the connection.
        await using var scope = _scopes.CreateAsyncScope();
        var activator = scope.ServiceProvider.GetRequiredService<IHubActivator<THub>>();
        var hub = activator.Create();
        try
        {
            await _rooms.DecideAsync((ProtooHub)(Hub)hub, request);
        }
        finally
        {
            activator.Release(hub);
        }

        return request;
    }

    private Task<WebSocket> AcceptAsync(HttpContext context) => context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
    {
        SubProtocol = ProtooHubProtocol.ProtocolName,
        KeepAliveInterval = _options.KeepAliveInterval,
        KeepAliveTimeout = _options.KeepAliveTimeout,
        DangerousEnableCompression = _options.EnableCompression,
    });

    private ProtooConnectionContext CreateConnection(HttpContext context, WebSocket webSocket, ConnectionRequest? request)
    {
        var stream = context.Features.Get<NativeUpgrade>()?.Stream;
        var connection = new ProtooConnectionContext(context, webSocket, stream, _options, _isPending, _metrics, _timeProvider, _logger);
        if (request is not null)
        {
            connection.Features.Set(request);
        }

        if (request?.Rejection is { } rejection)
        {
            connection.SetEnd(request.MayComeBack ? ConnectionEnd.ServiceRestart : ConnectionEnd.Rejected(rejection.Code, rejection.Reason));
        }

        if (!_drain.TryAdd(connection.ConnectionId, connection.Features))
        {
            connection.RequestClose();
        }

        return connection;
    }

    private static void Reject(HttpContext context, int code, string reason)
    {
        context.Response.StatusCode = code;
        if (context.Features.Get<IHttpResponseFeature>() is { } response)
        {
            // A header line: nothing but visible ASCII and blanks may stand in it.
            response.ReasonPhrase = string.Create(reason.Length, reason, static (phrase, reason) =>
            {
                for (var i = 0; i < phrase.Length; i++)
                {
                    phrase[i] = reason[i] is >= ' ' and <= '~' ? reason[i] : '?';
                }
            });
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

    // The options of the hub as MapHub has them, but for the protocols: here there is only protoo, and there no protoo.
    private static OptionsWrapper<HubOptions<THub>> GetHubOptions(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptionsFactory<HubOptions<THub>>>().Create(Options.DefaultName);
        if (options.SupportedProtocols is null)
        {
            new HubOptionsSetup<THub>(services.GetRequiredService<IOptions<HubOptions>>()).Configure(options);
        }

        ProtooHubOptions.Apply(options, services.GetRequiredService<IOptionsMonitor<ProtooOptions>>().Get(typeof(THub).FullName));
        options.SupportedProtocols = [ProtooHubProtocol.ProtocolName];
        return new OptionsWrapper<HubOptions<THub>>(options);
    }
}
