using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Protoo.Benchmarks.Baselines.BareWebSocket;

/// <summary>One peer: a loop that receives a request, answers it, and receives the next.</summary>
internal sealed class BareConnection(WebSocket webSocket, string peerId)
{
    private const int MaximumMessageSize = 960_000;

    private readonly byte[] _peerId = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(peerId));
    private readonly ArrayBufferWriter<byte> _answer = new();
    private readonly SemaphoreSlim _sending = new(1);
    private byte[] _received = new byte[4096];

    // Only peers that notify need it.
    private ArrayBufferWriter<byte>? _notification;

    /// <summary>The id of the peer, as a JSON string.</summary>
    public ReadOnlyMemory<byte> PeerId => _peerId;

    /// <summary>Handles requests until the client has gone.</summary>
    public async Task RunAsync(BareRoom room)
    {
        try
        {
            var length = 0;
            while (true)
            {
                var result = await webSocket.ReceiveAsync(_received.AsMemory(length), CancellationToken.None);
                length += result.Count;
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    await webSocket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                    return;
                }

                if (length > MaximumMessageSize)
                {
                    await webSocket.CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, null, CancellationToken.None);
                    return;
                }

                if (result.EndOfMessage)
                {
                    await HandleAsync(_received.AsSpan(0, length), room);
                    length = 0;
                }
                else if (length == _received.Length)
                {
                    Array.Resize(ref _received, length * 2);
                }
            }
        }
        catch (WebSocketException)
        {
            // The client went without a close frame.
        }
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> message)
    {
        if (!_sending.Wait(0))
        {
            return WaitAndSendAsync(message);
        }

        var sending = BeginSend(message);
        if (!sending.IsCompletedSuccessfully)
        {
            return FinishAsync(sending);
        }

        sending.GetAwaiter().GetResult();
        _sending.Release();
        return default;
    }

    private ValueTask HandleAsync(ReadOnlySpan<byte> text, BareRoom room)
    {
        try
        {
            var request = BareRequest.Read(text);
            if (request.Method.SequenceEqual("\"echo\""u8))
            {
                return AnswerAsync(request.Id, ",\"ok\":true,\"data\":"u8, request.Data);
            }

            if (request.Method.SequenceEqual("\"notify\""u8))
            {
                var notifying = NotifyOthersAsync(BareRequest.Read(request.Data), room);
                return notifying.IsCompletedSuccessfully
                    ? AnswerAsync(request.Id, ",\"ok\":true,\"data\":"u8, "{}"u8)
                    : AnswerLaterAsync(notifying, request.Id.ToArray());
            }

            return AnswerAsync(request.Id, ",\"errorCode\":404,\"errorReason\":"u8, "\"no such method\""u8);
        }
        catch (JsonException)
        {
            // Ignores text that cannot be parsed, as protoo-server does.
            return default;
        }
    }

    private async ValueTask AnswerLaterAsync(ValueTask notifying, byte[] id)
    {
        await notifying;
        await AnswerAsync(id, ",\"ok\":true,\"data\":"u8, "{}"u8);
    }

    private ValueTask AnswerAsync(ReadOnlySpan<byte> id, ReadOnlySpan<byte> beforeValue, ReadOnlySpan<byte> value)
    {
        if (id.IsEmpty)
        {
            // A notification has no answer.
            return default;
        }

        _answer.ResetWrittenCount();
        _answer.Write("{\"response\":true,\"id\":"u8);
        _answer.Write(id);
        _answer.Write(beforeValue);
        _answer.Write(value);
        _answer.Write("}"u8);
        return SendAsync(_answer.WrittenMemory);
    }

    /// <summary>Writes a notification once, and sends it to all others.</summary>
    private ValueTask NotifyOthersAsync(BareRequest notification, BareRoom room)
    {
        var message = _notification ??= new ArrayBufferWriter<byte>();
        message.ResetWrittenCount();
        message.Write("{\"notification\":true,\"method\":"u8);
        message.Write(notification.Method);
        message.Write(",\"data\":{\"peerId\":"u8);
        message.Write(_peerId);
        message.Write(",\"data\":"u8);
        message.Write(notification.Data);
        message.Write("}}"u8);
        return room.NotifyOthersAsync(this, message.WrittenMemory);
    }

    private async ValueTask WaitAndSendAsync(ReadOnlyMemory<byte> message)
    {
        await _sending.WaitAsync();
        await FinishAsync(BeginSend(message));
    }

    private async ValueTask FinishAsync(ValueTask sending)
    {
        try
        {
            await sending;
        }
        finally
        {
            _sending.Release();
        }
    }

    private ValueTask BeginSend(ReadOnlyMemory<byte> message)
    {
        try
        {
            return webSocket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // The WebSocket is closed.
            return ValueTask.FromException(exception);
        }
    }
}
