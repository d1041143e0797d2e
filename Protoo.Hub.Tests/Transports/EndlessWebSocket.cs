using System.Net.WebSockets;

namespace Protoo.Tests.Transports;

/// <summary>A WebSocket on which a message arrives that never ends.</summary>
internal sealed class EndlessWebSocket : WebSocket
{
    /// <summary>The bytes received so far.</summary>
    public long Received { get; private set; }

    public override WebSocketCloseStatus? CloseStatus => null;

    public override string? CloseStatusDescription => null;

    public override WebSocketState State => WebSocketState.CloseSent;

    public override string? SubProtocol => null;

    public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        Received += buffer.Count;
        return Task.FromResult(new WebSocketReceiveResult(buffer.Count, WebSocketMessageType.Text, endOfMessage: false));
    }

    public override void Abort()
    {
    }

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Dispose()
    {
    }

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) => Task.CompletedTask;
}
