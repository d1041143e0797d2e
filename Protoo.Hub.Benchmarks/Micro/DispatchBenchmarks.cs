using System.Net.WebSockets;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Protoo.Transports;

namespace Protoo.Benchmarks.Micro;

/// <summary>A request from the WebSocket through SignalR to a hub method, and its answer on the way back.</summary>
public class DispatchBenchmarks
{
    private readonly ClientStream _client = new();
    private byte[] _frame = [];

    [Params(32, 2048)]
    public int DataSize { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _frame = ClientFrame.Text(ProtooText.Request(DataSize));
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddSignalR().AddProtoo();
        var services = builder.Build().Services;

        // It runs for as long as the process.
        _ = new ProtooEndpoint<EchoHub>(services).HandleAsync(CreateUpgrade(services));
    }

    [Benchmark]
    public ValueTask Echo()
    {
        var answered = _client.WaitForWriteAsync();
        _client.Send(_frame);
        return answered;
    }

    private DefaultHttpContext CreateUpgrade(IServiceProvider services)
    {
        var context = new DefaultHttpContext { RequestServices = services };
        context.Request.Headers.SecWebSocketProtocol = "protoo";
        context.Features.Set<IHttpWebSocketFeature>(new MemoryWebSocket(_client));
        return context;
    }

    private sealed class MemoryWebSocket(Stream client) : IHttpWebSocketFeature
    {
        public bool IsWebSocketRequest => true;

        public Task<WebSocket> AcceptAsync(WebSocketAcceptContext context)
        {
            return Task.FromResult(WebSocket.CreateFromStream(client, new WebSocketCreationOptions { IsServer = true }));
        }
    }
}
