using System.Text.Json;

namespace Protoo.Tests.Interop;

/// <summary>A client of a JavaScript library, in a Node process.</summary>
internal sealed class NodeClient(NodeProcess process, int id, ClientLibrary library) : InteropClient(library)
{
    public Task ConnectAsync(Uri url, IReadOnlyDictionary<string, ClientAnswer> answers, int retries, string? token, bool skipsNegotiation)
    {
        var (name, transport) = Library switch
        {
            ClientLibrary.ProtooClient2 => ("protoo-client-2", ""),
            ClientLibrary.ProtooClient3 => ("protoo-client-3", ""),
            ClientLibrary.ProtooClient4 => ("protoo-client-4", ""),
            ClientLibrary.SignalRWebSockets => ("signalr", "WebSockets"),
            ClientLibrary.SignalRServerSentEvents => ("signalr", "ServerSentEvents"),
            ClientLibrary.SignalRLongPolling => ("signalr", "LongPolling"),
            ClientLibrary.ProtooOverWebSockets => ("protoo-over-signalr", "WebSockets"),
            ClientLibrary.ProtooOverServerSentEvents => ("protoo-over-signalr", "ServerSentEvents"),
            ClientLibrary.ProtooOverLongPolling => ("protoo-over-signalr", "LongPolling"),
            _ => throw new InvalidOperationException($"{Library} is no library of Node."),
        };
        var retry = new { retries, factor = 1, minTimeout = 20, maxTimeout = 20 };
        return RunAsync("connect", new { library = name, transport, url = url.AbsoluteUri, retry, token, skipNegotiation = skipsNegotiation, answers });
    }

    public override Task<JsonElement> RequestAsync(string method, object? data = null) => RunAsync("request", ToMessage(method, data));

    public override Task NotifyAsync(string method, object? data = null) => RunAsync("notify", ToMessage(method, data));

    public override Task CloseAsync() => RunAsync("close", new { });

    public override async ValueTask DisposeAsync()
    {
        if (!process.HasEnded)
        {
            await CloseAsync();
        }

        process.Remove(id);
    }

    /// <summary>Handles a line of the driver about this client.</summary>
    public void OnLine(JsonElement line)
    {
        if (line.TryGetProperty("event", out var name))
        {
            Report(new ClientEvent(name.GetString()!, line.TryGetProperty("detail", out var detail) ? detail.GetString() : null));
        }
        else
        {
            // JSON has no undefined.
            var data = line.TryGetProperty("data", out var value) ? value : default;
            Report(new ClientMessage(line.GetProperty("message").GetString()!, line.GetProperty("method").GetString()!, data));
        }
    }

    public void OnProcessEnded(Exception exception) => End(exception);

    private static object ToMessage(string method, object? data) => data is null ? new { method } : new { method, data };

    private Task<JsonElement> RunAsync(string what, object with) => process.RunAsync(id, what, with);
}
