using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Protoo.Tests.Functional;

/// <summary>A SignalR client that skips negotiation, and shows the WebSocket's messages.</summary>
internal sealed class SignalRWire : IAsyncDisposable
{
    private const char RecordSeparator = '\u001e';

    private readonly ClientWebSocket _webSocket = new();
    private readonly Queue<string> _records = new();

    /// <param name="url">Where to connect.</param>
    /// <param name="pings">Whether it sends a ping at the start, as clients do.</param>
    public static async Task<SignalRWire> ConnectAsync(Uri url, bool pings = true)
    {
        var wire = new SignalRWire();
        await wire._webSocket.ConnectAsync(new UriBuilder(url) { Scheme = "ws" }.Uri, CancellationToken.None).DefaultTimeout();
        await wire.SendAsync("""{"protocol":"json","version":1}""");
        Assert.Equal("{}", await wire.ReceiveAsync());
        if (pings)
        {
            await wire.SendAsync("""{"type":6}""");
        }

        return wire;
    }

    /// <summary>Sends bytes that need not be text.</summary>
    public Task SendBytesAsync(byte[] record)
    {
        return _webSocket.SendAsync(record, WebSocketMessageType.Binary, true, CancellationToken.None).DefaultTimeout();
    }

    /// <summary>Receives until the completion of an invocation, and returns its error.</summary>
    public async Task<string?> ReceiveErrorAsync(string invocationId)
    {
        while (true)
        {
            var record = JsonSerializer.Deserialize<JsonElement>(await ReceiveAsync());
            if (record.GetProperty("type").GetInt32() == 3 && record.GetProperty("invocationId").GetString() == invocationId)
            {
                return record.TryGetProperty("error", out var error) ? error.GetString() : null;
            }
        }
    }

    /// <summary>Receives until the server's close message, and returns its content.</summary>
    public async Task<(bool AllowReconnect, string? Error)> ReceiveCloseAsync()
    {
        while (true)
        {
            var record = JsonSerializer.Deserialize<JsonElement>(await ReceiveAsync());
            if (record.GetProperty("type").GetInt32() == 7)
            {
                return (
                    record.TryGetProperty("allowReconnect", out var allow) && allow.GetBoolean(),
                    record.TryGetProperty("error", out var error) ? error.GetString() : null);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _webSocket.Dispose();
        return default;
    }

    private Task SendAsync(string record)
    {
        return _webSocket.SendAsync(Encoding.UTF8.GetBytes(record + RecordSeparator), WebSocketMessageType.Text, true, CancellationToken.None).DefaultTimeout();
    }

    private async Task<string> ReceiveAsync()
    {
        var buffer = new byte[64 * 1024];
        while (_records.Count == 0)
        {
            var result = await _webSocket.ReceiveAsync(buffer, CancellationToken.None).DefaultTimeout();
            Assert.NotEqual(WebSocketMessageType.Close, result.MessageType);
            foreach (var record in Encoding.UTF8.GetString(buffer, 0, result.Count).Split(RecordSeparator, StringSplitOptions.RemoveEmptyEntries))
            {
                _records.Enqueue(record);
            }
        }

        return _records.Dequeue();
    }
}
