using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;

namespace Protoo.Transports;

/// <summary>The pipes of a connection as a stream, for a WebSocket.</summary>
internal sealed class TransportStream(ConnectionContext connection) : AsyncStream
{
    private WebSocket? _webSocket;

    /// <param name="webSocket">The WebSocket that disposes of the stream. Nothing but its state says that it was aborted.</param>
    public void SetWebSocket(WebSocket webSocket) => _webSocket = webSocket;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            var received = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, buffer.Length));
            var (count, isAtEnd) = ((int)received.Length, result.Buffer.IsEmpty && result.IsCompleted);
            received.CopyTo(buffer.Span);
            input.AdvanceTo(received.End);

            // An empty read waits for data, and leaves it there. Kestrel cancels a read when it stops, for the sake of HTTP.
            if (count > 0 || isAtEnd || !result.IsCanceled)
            {
                return count;
            }
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // If the client is gone, the reader finds out.
        _ = await connection.Transport.Output.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override void Dispose(bool disposing)
    {
        if (disposing && _webSocket is { State: WebSocketState.Aborted })
        {
            connection.Abort();
        }

        base.Dispose(disposing);
    }
}
