using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Protoo.Protocol;

namespace Protoo.Transports;

/// <summary>
/// Receives the messages of a native client, one at a time. Skips what is not a message, because SignalR would drop what comes with it.
/// </summary>
internal sealed class MessageReceiver(INativeConnection connection)
{
    private const int SmallestBuffer = 4096;

    // Inflating a message costs the server up to a thousand times what sending it costs the client.
    private const int DiscardedMessages = 4;

    private readonly ProtooMessageSegment _segment = new(connection);

    // Null until the connection is open.
    private WebSocket? _webSocket;
    private UpgradedStream? _stream;

    // Used only by the receiving code.
    private PooledBuffer _buffer;

    private volatile bool _isReceiving;

    /// <summary>Whether a message is being received, or could not be received: whatever ends the WebSocket is reported.</summary>
    public bool IsReceiving => _isReceiving;

    /// <summary>The last received message, until it is released.</summary>
    public ReadOnlySequence<byte> Message { get; private set; }

    /// <summary>Whether an exception is one that a WebSocket throws when its client is gone.</summary>
    public static bool IsBroken(Exception exception)
    {
        return exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException;
    }

    /// <param name="webSocket">The open WebSocket.</param>
    /// <param name="stream">The stream under it; null if the web server has its own WebSockets.</param>
    public void Open(WebSocket webSocket, UpgradedStream? stream)
    {
        _stream = stream;
        Volatile.Write(ref _webSocket, webSocket);
    }

    /// <summary>Receives the next message for SignalR.</summary>
    /// <returns>False if the connection has ended. Does not throw.</returns>
    public ValueTask<bool> ReceiveAsync() => connection.ReadHold is { } hold ? ReceiveAfterAsync(hold) : ReceiveNextAsync();

    /// <summary>Releases the message, which is no longer needed.</summary>
    public void Release()
    {
        Message = default;
        _segment.Clear();
        _buffer.Return();
    }

    /// <summary>Receives and discards data until the client closes or the connection breaks.</summary>
    /// <param name="cancellationToken">Ends that. The caller must abort the WebSocket as well.</param>
    /// <returns>False if nothing more can be received, although the connection may still be there.</returns>
    public async Task<bool> DiscardAsync(CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(SmallestBuffer);
        try
        {
            if (await TryDiscardMessagesAsync(buffer).ConfigureAwait(false))
            {
                return true;
            }

            // The WebSocket reads no more. The client's close is not seen here, but the end of the connection is.
            while (_stream is not null && await _stream.ReadAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false) > 0)
            {
            }

            return _stream is not null;
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <returns>Whether the client has closed.</returns>
    private async Task<bool> TryDiscardMessagesAsync(byte[] buffer)
    {
        var inflatable = connection.Options.EnableCompression && _stream is not null ? (long)DiscardedMessages * connection.Options.MaximumMessageSize : long.MaxValue;
        try
        {
            while (_webSocket!.State is WebSocketState.Open or WebSocketState.CloseSent && inflatable > 0)
            {
                inflatable -= (await _webSocket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None).ConfigureAwait(false)).Count;
            }
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            return false;
        }

        return _webSocket.State is WebSocketState.Closed or WebSocketState.CloseReceived;
    }

    // A separate method, so that an idle connection does not hold memory for it.
    private async ValueTask<bool> ReceiveAfterAsync(Task? hold)
    {
        while (hold is not null)
        {
            await hold.ConfigureAwait(false);
            hold = connection.ReadHold;
        }

        return await ReceiveNextAsync().ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ReceiveNextAsync()
    {
        _isReceiving = true;
        try
        {
            if (_webSocket is null)
            {
                await connection.OpenAsync().ConfigureAwait(false);
            }

            // Without a WebSocket, the connection has ended: it could not be opened.
            while (_webSocket is not null)
            {
                // A connection holds no buffer while it waits.
                var result = _stream is { HasReceived: true }
                    ? default
                    : await _webSocket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None).ConfigureAwait(false);
                if (connection.Rate is { IsFree: false } rate && !await rate.WaitAsync().ConfigureAwait(false))
                {
                    return End(ConnectionEnd.RateLimit);
                }

                while (!result.EndOfMessage && result.MessageType != WebSocketMessageType.Close)
                {
                    result = await _webSocket.ReceiveAsync(_buffer.GetMemory(1, SmallestBuffer), CancellationToken.None).ConfigureAwait(false);
                    _buffer.Advance(result.Count);
                    if (_buffer.Length > connection.Options.MaximumMessageSize)
                    {
                        return End(ConnectionEnd.MessageTooBig);
                    }
                }

                if (result.MessageType == WebSocketMessageType.Close)
                {
                    return End(ConnectionEnd.ByClient);
                }

                connection.Rate?.Add(1, _buffer.Length);
                if (_buffer.Length > LongWork.LargeMessage)
                {
                    await LongWork.LargeMessages.WaitAsync();
                }

                if (TryAccept(result.MessageType))
                {
                    _isReceiving = false;
                    return true;
                }

                Release();
            }

            return false;
        }
        catch (Exception exception)
        {
            connection.OnReceiveFailed(exception, isExpected: IsBroken(exception));
            Release();
            return false;
        }
    }

    private bool End(ConnectionEnd end)
    {
        connection.SetEnd(end);
        Release();
        return false;
    }

    private bool TryAccept(WebSocketMessageType type)
    {
        if (type != WebSocketMessageType.Text)
        {
            return Ignore(ProtooMessageFault.Binary);
        }

        var text = _buffer.Written;
        var envelope = ProtooMessageReader.Read(text.Span);
        string? invocationId = null;
        switch (envelope.Kind)
        {
            case ProtooMessageKind.None:
            case ProtooMessageKind.Notification when envelope.Fault != ProtooMessageFault.None:
                return Ignore(envelope.Fault);
            case ProtooMessageKind.Response when !TryMatch(envelope.Id.Of(text.Span), out invocationId):
                return Ignore(ProtooMessageFault.UnknownResponse);
        }

        connection.OnMessageReceived(in envelope, text.Span);
        Message = _segment.Set(text, in envelope, invocationId);
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
            && connection.PendingInvocations.TryTake((int)number, out invocationId);
    }

    private bool Ignore(ProtooMessageFault fault)
    {
        connection.OnMessageIgnored(fault);
        return false;
    }
}
