using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Protoo.Tests.Transports;

/// <summary>A web server that accepts a handshake with a WebSocket that is there already.</summary>
internal sealed class AcceptedWebSocket(WebSocket webSocket) : IHttpWebSocketFeature
{
    public bool IsWebSocketRequest => true;

    public static HttpContext ContextFor(WebSocket webSocket)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpWebSocketFeature>(new AcceptedWebSocket(webSocket));
        return context;
    }

    public Task<WebSocket> AcceptAsync(WebSocketAcceptContext context) => Task.FromResult(webSocket);
}
