using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Client;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Protoo.Tests.Infrastructure;

/// <summary>The .NET SignalR client, with what it receives in order.</summary>
internal sealed class SignalRTestClient : IAsyncDisposable
{
    private readonly Channel<(string Method, JsonElement Data)> _received = Channel.CreateUnbounded<(string, JsonElement)>();
    private readonly TaskCompletionSource<Exception?> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SignalRTestClient(HubConnection connection)
    {
        Connection = connection;
        connection.Closed += exception =>
        {
            _closed.TrySetResult(exception);
            return Task.CompletedTask;
        };
    }

    public HubConnection Connection { get; }

    /// <summary>The kind of client, for failure messages.</summary>
    public string Name { get; private init; } = string.Empty;

    /// <summary>Completes when the connection has ended for good.</summary>
    public Task<Exception?> Closed => _closed.Task;

    public ChannelReader<(string Method, JsonElement Data)> Received => _received.Reader;

    /// <param name="url">Where to connect.</param>
    /// <param name="methods">The notifications to listen for.</param>
    public static Task<SignalRTestClient> ConnectAsync(Uri url, params string[] methods) => ConnectAsync(url, HttpTransportType.WebSockets, methods);

    /// <inheritdoc cref="ConnectAsync(Uri, string[])" />
    public static async Task<SignalRTestClient> ConnectAsync(Uri url, HttpTransportType transport, params string[] methods)
    {
        var client = Create(url, transport, methods);
        await client.Connection.StartAsync().DefaultTimeout();

        // The client starts before the hub's OnConnectedAsync has finished. No invocation is answered before that, not even one of
        // a missing method.
        await Assert.ThrowsAsync<HubException>(() => client.InvokeAsync("joined?"));
        return client;
    }

    /// <summary>Creates a client that is not connected yet.</summary>
    public static SignalRTestClient Create(Uri url, HttpTransportType transport, params string[] methods) => Create(url, transport, static _ => { }, methods);

    /// <inheritdoc cref="Create(Uri, HttpTransportType, string[])" />
    public static SignalRTestClient Create(Uri url, HttpTransportType transport, Action<HttpConnectionOptions> configure, params string[] methods)
    {
        var client = new SignalRTestClient(new HubConnectionBuilder().WithUrl(url, transport, configure).Build()) { Name = $"SignalR over {transport}" };
        foreach (var method in methods)
        {
            client.Connection.On<JsonElement>(method, data => client._received.Writer.TryWrite((method, data)));
        }

        return client;
    }

    public async Task<(string Method, JsonElement Data)> ReceiveAsync() => await _received.Reader.ReadAsync().AsTask().DefaultTimeout();

    public async Task<JsonElement> InvokeAsync(string method, params object?[] arguments)
    {
        return await Connection.InvokeCoreAsync<JsonElement>(method, arguments).DefaultTimeout();
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
