using System.Net.WebSockets;

namespace Protoo.Tests.ScaleOut.Model;

internal sealed class NativeModelConnection(ProtooTestClient client) : IModelConnection
{
    public Task<int?> Closed => client.Closed;

    public static async Task<IModelConnection> ConnectAsync(Uri url)
    {
        var client = await ProtooTestClient.ConnectAsync(url);
        client.OnRequest = static request => request.GetProperty("method").GetString() switch
        {
            IModelConnection.Ignored => null,
            IModelConnection.Refused => ProtooTestClient.ResponseTo(request, "\"errorCode\":403,\"errorReason\":\"no\""),
            _ => ProtooTestClient.ResponseTo(request),
        };
        return new NativeModelConnection(client);
    }

    public async Task<ModelAnswer> RequestAsync(string method, string data)
    {
        try
        {
            var response = client.RequestRawAsync(method, data);
            if (await Task.WhenAny(response, client.Closed) != response && !response.IsCompleted)
            {
                return new ModelAnswer(ModelAnswer.Closed);
            }

            var answer = await response;
            return answer.TryGetProperty("ok", out _)
                ? new ModelAnswer(0, answer.GetProperty("data"))
                : new ModelAnswer(answer.GetProperty("errorCode").GetInt32());
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            return new ModelAnswer(ModelAnswer.Closed);
        }
    }

    public IEnumerable<ModelEvent> TakeEvents()
    {
        while (client.Received.TryRead(out var message))
        {
            if (message.TryGetProperty("notification", out _))
            {
                yield return ModelEvent.Read(message.GetProperty("method").GetString()!, message.GetProperty("data"));
            }
        }
    }

    public async Task CloseAsync()
    {
        try
        {
            await client.CloseAsync();
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // It was already gone.
        }
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
