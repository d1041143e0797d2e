using System.Buffers;
using System.Net.WebSockets;
using Protoo.Protocol;

namespace Protoo.Transports;

/// <summary>Sends each message of <see cref="ProtooHubProtocol"/> as one WebSocket text message.</summary>
internal sealed class WebSocketMessageWriter(ProtooConnectionContext connection, WebSocket webSocket, UpgradedStream? stream, ProtooOptions options)
    : OutgoingMessageWriter(options.MaximumOutgoingBacklog)
{
    private readonly int _largestFrame = options.FragmentOutgoingMessages ? options.FragmentationThreshold : int.MaxValue;

    // Somebody waits for what a request asks, perhaps on this very thread.
    protected override bool MayWait(ReadOnlySpan<byte> message, SendBatch batch)
    {
        return message[0] != ControlFrame.Mark && (!batch.IsForAnswers || ProtooMessageWriter.IsResponse(message));
    }

    protected override ValueTask SendAsync(ReadOnlyMemory<byte> message, bool hasMore)
    {
        if (stream is not null)
        {
            stream.HoldsWrites = hasMore;
        }

        if (message.Span[0] == ControlFrame.Mark)
        {
            return SendControlAsync(message);
        }

        if (ProtooMessageWriter.IsResponse(message.Span))
        {
            connection.OnResponse();
        }

        // The answer to SignalR's handshake, of which a protoo client knows nothing, is the only message that ends so.
        return message.Span[^1] == ControlFrame.Mark ? default : SendTextAsync(message);
    }

    protected override void OnBacklogExceeded() => connection.Abort(ConnectionEnd.SlowConsumer);

    protected override void OnSendFailed(Exception exception) => connection.OnSendFailed(exception);

    private ValueTask SendControlAsync(ReadOnlyMemory<byte> frame)
    {
        if (ControlFrame.TryReadRequest(frame.Span, out var invocationId, out var request))
        {
            var message = new ArrayBufferWriter<byte>(request.Length + 64);
            ProtooMessageWriter.NumberRequest(message, connection.PendingInvocations.Add(invocationId), request);
            return SendTextAsync(message.WrittenMemory);
        }

        if (ControlFrame.TryReadClose(frame.Span, out var allowReconnect, out var error))
        {
            connection.SetEnd(ConnectionEnd.FromCloseMessage(allowReconnect, error));
        }

        return default;
    }

    private ValueTask SendTextAsync(ReadOnlyMemory<byte> text)
    {
        return text.Length <= _largestFrame
            ? webSocket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None)
            : SendFragmentsAsync(text);
    }

    private async ValueTask SendFragmentsAsync(ReadOnlyMemory<byte> text)
    {
        while (text.Length > _largestFrame)
        {
            await webSocket.SendAsync(text[.._largestFrame], WebSocketMessageType.Text, endOfMessage: false, CancellationToken.None);
            text = text[_largestFrame..];
        }

        await webSocket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
    }
}
