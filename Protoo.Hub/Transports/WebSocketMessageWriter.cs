using System.Buffers;
using System.Net.WebSockets;
using Protoo.Protocol;

namespace Protoo.Transports;

/// <summary>Sends each message of <see cref="ProtooHubProtocol"/> as one WebSocket text message.</summary>
internal sealed class WebSocketMessageWriter(INativeConnection connection) : OutgoingMessageWriter(isOpen: false)
{
    // Set before anything is sent.
    private WebSocket? _webSocket;
    private UpgradedStream? _stream;

    // Set when SignalR has closed the connection: its peer may get messages until the hub has let go of it, but nothing may follow a close.
    private bool _isOver;

    public override IRequestObserver Observer => connection;

    public override int Progress => _stream is null ? 0 : _stream.WriteCount;

    protected override long MaximumBacklog => connection.Options.MaximumOutgoingBacklog;

    protected override TimeProvider TimeProvider => connection.TimeProvider;

    private int LargestFrame => connection.Options.FragmentOutgoingMessages ? connection.Options.FragmentationThreshold : int.MaxValue;

    /// <param name="webSocket">The open WebSocket; null if there is none, and only the close message takes effect.</param>
    /// <param name="stream">The stream under it; null if the web server has its own WebSockets.</param>
    public void Open(WebSocket? webSocket, UpgradedStream? stream)
    {
        _webSocket = webSocket;
        _stream = stream;
        Open();
    }

    // A request does not wait: something waits for its answer, perhaps on this very thread.
    protected override bool MayWait(ReadOnlySpan<byte> message, SendBatch batch)
    {
        return message[0] != ControlFrame.Mark && (!batch.IsForAnswers || ProtooMessageWriter.IsResponse(message));
    }

    protected override bool IsAnswer(ReadOnlySpan<byte> message) => ProtooMessageWriter.IsResponse(message);

    protected override ValueTask SendAsync(ReadOnlyMemory<byte> message, bool hasMore)
    {
        if (_stream is not null)
        {
            _stream.HoldsWrites = hasMore;
        }

        if (message.Span[0] == ControlFrame.Mark)
        {
            return SendControlAsync(message);
        }

        // Only the answer to SignalR's handshake, which protoo clients do not know, ends with this mark.
        if (message.Span[^1] == ControlFrame.Mark)
        {
            return default;
        }

        connection.OnMessageSent(ProtooMessageWriter.IsResponse(message.Span) ? ProtooMessageKind.Response : ProtooMessageKind.Notification);
        return SendTextAsync(message);
    }

    protected override void OnMuchWaitsForOpen() => _ = connection.OpenAsync();

    protected override void OnBacklogExceeded() => connection.Abort(ConnectionEnd.SlowConsumer);

    protected override void OnSendFailed(Exception exception) => connection.OnSendFailed(exception);

    private ValueTask SendControlAsync(ReadOnlyMemory<byte> frame)
    {
        if (ControlFrame.TryReadRequest(frame.Span, out var invocationId, out var request))
        {
            var message = new ArrayBufferWriter<byte>(request.Length + 64);
            ProtooMessageWriter.NumberRequest(message, connection.PendingInvocations.Add(invocationId), request);
            connection.OnMessageSent(ProtooMessageKind.Request);
            return SendTextAsync(message.WrittenMemory);
        }

        if (!ControlFrame.TryReadClose(frame.Span, out var allowReconnect, out var error))
        {
            return default;
        }

        _isOver = true;

        // At once, because what the hub does after a connection may take time.
        connection.OnCloseMessage(allowReconnect, error);
        return _webSocket is null ? default : new ValueTask(connection.CloseOutputAsync(_webSocket));
    }

    private ValueTask SendTextAsync(ReadOnlyMemory<byte> text)
    {
        if (_webSocket is null || _isOver)
        {
            return default;
        }

        return text.Length <= LargestFrame
            ? _webSocket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None)
            : SendFragmentsAsync(text, LargestFrame);
    }

    private async ValueTask SendFragmentsAsync(ReadOnlyMemory<byte> text, int length)
    {
        while (text.Length > length)
        {
            await _webSocket!.SendAsync(text[..length], WebSocketMessageType.Text, endOfMessage: false, CancellationToken.None).ConfigureAwait(false);
            text = text[length..];
        }

        await _webSocket!.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).ConfigureAwait(false);
    }
}
