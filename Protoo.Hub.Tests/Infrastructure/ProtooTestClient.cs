using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Protoo.Tests.Infrastructure;

/// <summary>A native client that sends exactly what a test wants.</summary>
internal sealed class ProtooTestClient : IAsyncDisposable
{
    private static readonly JsonSerializerOptions s_options = new() { MaxDepth = 1024 };

    private readonly ClientWebSocket _webSocket = new();
    private readonly Channel<JsonElement> _received = Channel.CreateUnbounded<JsonElement>();
    private readonly Dictionary<string, TaskCompletionSource<JsonElement>> _responses = [];
    private Task _receiving = Task.CompletedTask;
    private int _lastId;

    private ProtooTestClient()
    {
        _webSocket.Options.AddSubProtocol("protoo");
    }

    /// <summary>The requests and notifications that the server sent, in order.</summary>
    public ChannelReader<JsonElement> Received => _received.Reader;

    public ClientWebSocket WebSocket => _webSocket;

    /// <summary>Completes when the connection has ended, with the close code, or null if there was none.</summary>
    public Task<int?> Closed { get; private set; } = Task.FromResult<int?>(null);

    public string? CloseReason => _webSocket.CloseStatusDescription;

    /// <summary>Answers the server's requests; without it, none are answered.</summary>
    public Func<JsonElement, string?>? OnRequest { get; set; }

    public static async Task<ProtooTestClient> ConnectAsync(Uri url, Action<ClientWebSocketOptions>? configure = null)
    {
        var client = new ProtooTestClient();
        configure?.Invoke(client._webSocket.Options);
        await client._webSocket.ConnectAsync(url, CancellationToken.None).DefaultTimeout();
        client.Closed = client.ReceiveAsync();
        client._receiving = client.Closed;
        return client;
    }

    /// <summary>Waits until all clients but one are closed for good, and returns that one.</summary>
    public static async Task<ProtooTestClient> WaitUntilOneIsLeftAsync(IEnumerable<ProtooTestClient> clients)
    {
        var open = clients.ToList();
        while (open.Count > 1)
        {
            var closed = await Task.WhenAny(open.Select(static client => client.Closed)).DefaultTimeout();
            Assert.Equal(4000, await closed);
            open.RemoveAll(client => client.Closed == closed);
        }

        return open.Single();
    }

    /// <summary>Sends a text message.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends any bytes.</summary>
    public Task SendAsync(byte[] message, WebSocketMessageType type = WebSocketMessageType.Text)
    {
        return _webSocket.SendAsync(message, type, endOfMessage: true, CancellationToken.None).DefaultTimeout();
    }

    /// <summary>Sends a request, and returns the raw response.</summary>
    public async Task<JsonElement> RequestRawAsync(string method, string data = "{}")
    {
        var id = Interlocked.Increment(ref _lastId).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var response = Expect(id);
        await SendAsync($$"""{"request":true,"id":{{id}},"method":{{JsonSerializer.Serialize(method)}},"data":{{data}}}""");
        return await response.DefaultTimeout();
    }

    /// <summary>Sends a request, and returns the data of the success response.</summary>
    public async Task<JsonElement> RequestAsync(string method, string data = "{}")
    {
        var response = await RequestRawAsync(method, data);
        Assert.True(response.TryGetProperty("ok", out var ok) && ok.GetBoolean(), response.GetRawText());
        return response.GetProperty("data");
    }

    /// <summary>Sends a request, and returns code and reason of the error response.</summary>
    public async Task<(int Code, string Reason)> RequestErrorAsync(string method, string data = "{}")
    {
        var response = await RequestRawAsync(method, data);
        Assert.False(response.TryGetProperty("ok", out _), response.GetRawText());
        return (response.GetProperty("errorCode").GetInt32(), response.GetProperty("errorReason").GetString()!);
    }

    /// <summary>Writes a response.</summary>
    /// <param name="request">The request to answer, or anything else with an id.</param>
    /// <param name="fields">The other fields of the response.</param>
    public static string ResponseTo(JsonElement request, string fields = "\"ok\":true,\"data\":{}")
    {
        return "{\"response\":true,\"id\":" + request.GetProperty("id").GetRawText() + "," + fields + "}";
    }

    public Task NotifyAsync(string method, string data = "{}")
    {
        return SendAsync($$"""{"notification":true,"method":{{JsonSerializer.Serialize(method)}},"data":{{data}}}""");
    }

    /// <summary>Waits for the response with an id, given as its JSON text.</summary>
    public Task<JsonElement> Expect(string id)
    {
        lock (_responses)
        {
            var response = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
            _responses[id] = response;
            return response.Task;
        }
    }

    /// <summary>The server's next request or notification.</summary>
    public async Task<JsonElement> ReceiveNextAsync() => await _received.Reader.ReadAsync().AsTask().DefaultTimeout();

    /// <summary>The next notification of a method; skips others.</summary>
    public async Task<JsonElement> ReceiveNotificationAsync(string method)
    {
        while (true)
        {
            var message = await ReceiveNextAsync();
            if (message.TryGetProperty("notification", out _) && message.GetProperty("method").GetString() == method)
            {
                return message.GetProperty("data");
            }
        }
    }

    /// <summary>Closes as protoo-client does.</summary>
    public async Task CloseAsync()
    {
        if (_webSocket.State == WebSocketState.Open)
        {
            await _webSocket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, string.Empty, CancellationToken.None).DefaultTimeout();
        }

        await _receiving.DefaultTimeout();
    }

    public async ValueTask DisposeAsync()
    {
        _webSocket.Abort();
        await _receiving.DefaultTimeout();
        _webSocket.Dispose();
    }

    private async Task<int?> ReceiveAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            while (true)
            {
                var result = await _webSocket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    if (_webSocket.State == WebSocketState.CloseReceived)
                    {
                        await _webSocket.CloseOutputAsync(_webSocket.CloseStatus ?? WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                    }

                    return (int?)_webSocket.CloseStatus;
                }

                message.Write(buffer, 0, result.Count);
                if (result.EndOfMessage)
                {
                    await HandleAsync(JsonSerializer.Deserialize<JsonElement>(message.ToArray(), s_options));
                    message.SetLength(0);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            return (int?)_webSocket.CloseStatus;
        }
        finally
        {
            _received.Writer.Complete();
            FailRequests();
        }
    }

    // Nobody will answer them.
    private void FailRequests()
    {
        lock (_responses)
        {
            foreach (var response in _responses.Values)
            {
                response.TrySetException(new InvalidOperationException($"The connection was closed: {_webSocket.CloseStatus} {_webSocket.CloseStatusDescription}"));
            }
        }
    }

    private async Task HandleAsync(JsonElement message)
    {
        if (message.TryGetProperty("response", out _))
        {
            lock (_responses)
            {
                if (_responses.Remove(message.GetProperty("id").GetRawText(), out var response))
                {
                    response.SetResult(message);
                }
            }

            return;
        }

        _received.Writer.TryWrite(message);
        if (message.TryGetProperty("request", out _) && OnRequest?.Invoke(message) is { } answer)
        {
            await SendAsync(answer);
        }
    }
}
