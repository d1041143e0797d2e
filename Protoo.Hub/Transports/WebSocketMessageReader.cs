using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Tasks.Sources;
using Protoo.Protocol;

namespace Protoo.Transports;

/// <summary>
/// The reading end of a native connection: each read gives SignalR one protoo message, straight from the WebSocket, with no pump
/// between them. What is no message is passed over here, for SignalR would drop what comes with it.
/// </summary>
internal sealed class WebSocketMessageReader : PipeReader, IValueTaskSource<ReadResult>
{
    private const int SmallestBuffer = 4096;

    // SignalR expects its handshake first, which a protoo client does not send.
    private static readonly ReadOnlySequence<byte> s_handshake = new(System.Text.Encoding.UTF8.GetBytes(
        $"{{\"protocol\":\"{ProtooHubProtocol.ProtocolName}\",\"version\":{ProtooHubProtocol.ProtocolVersion}}}\u001e"));

    private readonly ProtooConnectionContext _connection;
    private readonly int _maximumMessageSize;
    private readonly Action _onReceived;
    private readonly ProtooMessageSegment _segment = new();
    private readonly Lock _gate = new();

    // Null until the connection is open.
    private WebSocket? _webSocket;
    private UpgradedStream? _stream;

    private ManualResetValueTaskSourceCore<ReadResult> _read;
    private ConfiguredValueTaskAwaitable<bool>.ConfiguredValueTaskAwaiter _receive;
    private bool _isHandshakeRead;
    private bool _isReading;
    private bool _isReceiving;
    private bool _isCanceled;
    private bool? _received;

    private byte[]? _buffer;
    private ReadOnlySequence<byte> _message;
    private bool _isHandedOut;

    public WebSocketMessageReader(ProtooConnectionContext connection, int maximumMessageSize)
    {
        _connection = connection;
        _maximumMessageSize = maximumMessageSize;
        _onReceived = OnReceived;
    }

    /// <param name="webSocket">The open WebSocket.</param>
    /// <param name="stream">The stream under it; null if the web server has WebSockets of its own.</param>
    public void Open(WebSocket webSocket, UpgradedStream? stream)
    {
        _stream = stream;
        Volatile.Write(ref _webSocket, webSocket);
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_isCanceled)
            {
                _isCanceled = false;
                return new(new ReadResult(default, isCanceled: true, isCompleted: false));
            }

            if (!_isHandshakeRead)
            {
                _isHandshakeRead = true;
                return new(new ReadResult(s_handshake, isCanceled: false, isCompleted: false));
            }

            if (_received is { } isMessage)
            {
                _received = null;
                return new(ToResult(isMessage));
            }

            if (_isReceiving)
            {
                // A read was canceled; what it waited for is still to come.
                return BeginReadUnsynchronized();
            }
        }

        var receive = _connection.ReadHold is { } hold ? ReceiveAfterAsync(hold) : ReceiveAsync();
        if (receive.IsCompletedSuccessfully)
        {
            return new(ToResult(receive.Result));
        }

        ValueTask<ReadResult> read;
        lock (_gate)
        {
            _receive = receive.ConfigureAwait(false).GetAwaiter();
            _isReceiving = true;
            if (_isCanceled)
            {
                _isCanceled = false;
                read = new(new ReadResult(default, isCanceled: true, isCompleted: false));
            }
            else
            {
                read = BeginReadUnsynchronized();
            }
        }

        _receive.UnsafeOnCompleted(_onReceived);
        return read;
    }

    public override bool TryRead(out ReadResult result)
    {
        result = default;
        return false;
    }

    // ProtooHubProtocol consumes each message whole.
    public override void AdvanceTo(SequencePosition consumed)
    {
        // After a canceled read there is nothing to give back, but perhaps a buffer into which is being received.
        if (_isHandedOut)
        {
            _isHandedOut = false;
            ReturnBuffer();
        }
    }

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => AdvanceTo(consumed);

    // To cancel the receive itself would kill the socket before a close frame is out: it goes on, and is awaited later.
    public override void CancelPendingRead()
    {
        lock (_gate)
        {
            if (!_isReading)
            {
                _isCanceled = true;
                return;
            }

            _isReading = false;
            _read.RunContinuationsAsynchronously = true;
        }

        _read.SetResult(new ReadResult(default, isCanceled: true, isCompleted: false));
    }

    public override void Complete(Exception? exception = null)
    {
        // The connection closes the WebSocket.
    }

    /// <summary>Reads and forgets, until the client closes or the connection breaks.</summary>
    public async Task DiscardAsync()
    {
        while (IsReceiving())
        {
            var result = await ReadAsync();
            AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return;
            }
        }

        var buffer = ArrayPool<byte>.Shared.Rent(SmallestBuffer);
        try
        {
            while (_webSocket!.State is WebSocketState.Open or WebSocketState.CloseSent)
            {
                _ = await _webSocket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            }
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            // That is an end, too.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token) => _read.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _read.OnCompleted(continuation, state, token, flags);

    private bool IsReceiving()
    {
        lock (_gate)
        {
            return _isReceiving || _received is not null;
        }
    }

    private ValueTask<ReadResult> BeginReadUnsynchronized()
    {
        _isReading = true;
        _read.Reset();
        return new ValueTask<ReadResult>(this, _read.Version);
    }

    private void OnReceived()
    {
        var isMessage = _receive.GetResult();
        lock (_gate)
        {
            _isReceiving = false;
            if (!_isReading)
            {
                _received = isMessage;
                return;
            }

            _isReading = false;
            _read.RunContinuationsAsynchronously = false;
        }

        // SignalR handles this message, and those that have come with it, before this returns, or until their handlers yield.
        using (SendBatch.Open(isForAnswers: true))
        {
            _read.SetResult(ToResult(isMessage));
        }
    }

    private ReadResult ToResult(bool isMessage)
    {
        _isHandedOut = isMessage;
        return new ReadResult(isMessage ? _message : default, isCanceled: false, isCompleted: !isMessage);
    }

    // A method of its own, so that a connection that is only silent holds no more memory for it.
    private async ValueTask<bool> ReceiveAfterAsync(Task? hold)
    {
        while (hold is not null)
        {
            await hold;
            hold = _connection.ReadHold;
        }

        return await ReceiveAsync();
    }

    /// <summary>Receives up to the next message for SignalR. False at the end of the connection; it does not throw.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ReceiveAsync()
    {
        try
        {
            if (_webSocket is null)
            {
                await _connection.OpenAsync();
            }

            // What could not be opened has ended.
            while (_webSocket is not null)
            {
                // A connection holds no buffer while it waits.
                var result = _stream is { HasReceived: true }
                    ? default
                    : await _webSocket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
                var length = 0;
                while (!result.EndOfMessage && result.MessageType != WebSocketMessageType.Close)
                {
                    EnsureFree(length);
                    result = await _webSocket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None);
                    length += result.Count;
                    if (length > _maximumMessageSize)
                    {
                        _connection.SetEnd(ConnectionEnd.MessageTooBig);
                        ReturnBuffer();
                        return false;
                    }
                }

                if (result.MessageType == WebSocketMessageType.Close)
                {
                    _connection.SetEnd(ConnectionEnd.ByClient);
                    ReturnBuffer();
                    return false;
                }

                if (TryAccept(result.MessageType, length))
                {
                    return true;
                }

                ReturnBuffer();
            }

            return false;
        }
        catch (Exception exception)
        {
            _connection.OnReceiveFailed(exception, isExpected: IsBroken(exception));
            ReturnBuffer();
            return false;
        }
    }

    private static bool IsBroken(Exception exception)
    {
        return exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException;
    }

    private bool TryAccept(WebSocketMessageType type, int length)
    {
        if (type != WebSocketMessageType.Text)
        {
            return Ignore(ProtooMessageFault.Binary);
        }

        var text = _buffer.AsMemory(0, length);
        var envelope = ProtooMessageReader.Read(text.Span);
        string? invocationId = null;
        switch (envelope.Kind)
        {
            case ProtooMessageKind.None:
            case ProtooMessageKind.Notification when envelope.Fault != ProtooMessageFault.None:
                return Ignore(envelope.Fault);
            case ProtooMessageKind.Response when !TryMatch(envelope.Id.Of(text.Span), out invocationId):
                return Ignore(ProtooMessageFault.UnknownResponse);
            case ProtooMessageKind.Request:
                _connection.OnRequest();
                break;
        }

        _message = _segment.Set(text, in envelope, invocationId);
        return true;
    }

    private bool TryMatch(ReadOnlySpan<byte> id, out string? invocationId)
    {
        invocationId = null;

        // The number may come back as 5.0 or 0.5e1.
        var reader = new Utf8JsonReader(id);
        return reader.Read()
            && reader.TryGetDouble(out var number)
            && number is > 0 and <= int.MaxValue
            && double.IsInteger(number)
            && _connection.PendingInvocations.TryTake((int)number, out invocationId);
    }

    private bool Ignore(ProtooMessageFault fault)
    {
        _connection.OnMessageIgnored(fault);
        return false;
    }

    private void EnsureFree(int length)
    {
        if (_buffer is null)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(SmallestBuffer);
        }
        else if (length == _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(length * 2);
            _buffer.AsSpan(0, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
    }

    private void ReturnBuffer()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            _message = default;
            _segment.Clear();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
