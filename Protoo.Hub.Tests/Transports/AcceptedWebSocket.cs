using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Protoo.Transports;

namespace Protoo.Tests.Transports;

/// <summary>A web server whose handshake hands out an existing WebSocket.</summary>
internal sealed class AcceptedWebSocket(WebSocket webSocket) : IHttpWebSocketFeature
{
    public bool IsWebSocketRequest => true;

    /// <summary>Creates a native connection that opens on a WebSocket.</summary>
    public static ProtooConnectionContext ConnectionFor(WebSocket webSocket, ProtooMetrics metrics, ProtooOptions? options = null)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpWebSocketFeature>(new AcceptedWebSocket(webSocket));
        options ??= new ProtooOptions();
        return new ProtooConnectionContext(context, new NativeConnectionServices
        {
            Options = options,
            Rates = new RateLimits(options, metrics, TimeProvider.System, NullLogger.Instance),
            IsPending = static _ => false,
            OnEnded = static _ => { },
            Traffic = null,
            Metrics = metrics,
            TimeProvider = TimeProvider.System,
            Logger = NullLogger.Instance,
        });
    }

    public Task<WebSocket> AcceptAsync(WebSocketAcceptContext context) => Task.FromResult(webSocket);
}
