using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Protoo.Samples.DotNetProtoo;

/// <summary>Implements all of protoo: one JSON object in each text message of a WebSocket.</summary>
internal sealed class ProtooPeer : IDisposable
{
    private readonly ClientWebSocket _webSocket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _pending = new();
    private int _lastId;

    public ProtooPeer() => _webSocket.Options.AddSubProtocol("protoo");

    /// <summary>Handles the server's notifications: the method and its data.</summary>
    public Action<string, JsonNode> OnNotification { get; set; } = static (_, _) => { };

    /// <summary>Answers the server's requests with data or a <see cref="ProtooError"/>.</summary>
    public Func<string, JsonNode, JsonNode> OnRequest { get; set; } = static (method, _) => throw new ProtooError(404, method);

    public Task ConnectAsync(Uri url) => _webSocket.ConnectAsync(url, CancellationToken.None);

    /// <summary>Sends a request and waits for its response.</summary>
    /// <exception cref="ProtooError">The request was rejected.</exception>
    public async Task<JsonNode> RequestAsync(string method, JsonNode? data = null)
    {
        var id = Interlocked.Increment(ref _lastId);
        var response = _pending[id] = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync(new() { ["request"] = true, ["id"] = id, ["method"] = method, ["data"] = data ?? new JsonObject() });
        return await response.Task;
    }

    public Task NotifyAsync(string method, JsonNode? data = null)
    {
        return SendAsync(new() { ["notification"] = true, ["method"] = method, ["data"] = data ?? new JsonObject() });
    }

    /// <summary>Receives until the connection ends. Close code 4000 is final; after any other code, the client may come back.</summary>
    /// <returns>The close code; null if the connection was lost.</returns>
    public async Task<int?> ReceiveAllAsync()
    {
        try
        {
            while (await ReceiveAsync() is { } message)
            {
                await HandleAsync(message);
            }
        }
        catch (WebSocketException)
        {
            // The connection was lost.
        }

        foreach (var response in _pending.Values)
        {
            response.TrySetException(new ProtooError(410, "disconnected"));
        }

        return (int?)_webSocket.CloseStatus;
    }

    public Task CloseAsync() => _webSocket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

    public void Dispose()
    {
        _webSocket.Dispose();
        _sending.Dispose();
    }

    private async Task<JsonObject?> ReceiveAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[4096];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _webSocket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);

        return part.MessageType == WebSocketMessageType.Close ? null : JsonSerializer.Deserialize<JsonObject>(message.ToArray());
    }

    private async Task HandleAsync(JsonObject message)
    {
        if (message.ContainsKey("response"))
        {
            HandleResponse(message);
        }
        else if (message.ContainsKey("request"))
        {
            await SendAsync(Answer(message));
        }
        else
        {
            OnNotification((string)message["method"]!, message["data"]!);
        }
    }

    private void HandleResponse(JsonObject message)
    {
        if (!_pending.TryRemove((int)message["id"]!, out var response))
        {
            return;
        }

        if (message.ContainsKey("ok"))
        {
            response.SetResult(message["data"]!);
        }
        else
        {
            response.SetException(new ProtooError((int)message["errorCode"]!, (string)message["errorReason"]!));
        }
    }

    private JsonObject Answer(JsonObject request)
    {
        var id = (int)request["id"]!;
        try
        {
            var data = OnRequest((string)request["method"]!, request["data"]!);
            return new() { ["response"] = true, ["id"] = id, ["ok"] = true, ["data"] = data };
        }
        catch (ProtooError error)
        {
            return new() { ["response"] = true, ["id"] = id, ["errorCode"] = error.Code, ["errorReason"] = error.Message };
        }
    }

    private async Task SendAsync(JsonObject message)
    {
        // A WebSocket sends one message at a time.
        await _sending.WaitAsync();
        try
        {
            await _webSocket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }
}
