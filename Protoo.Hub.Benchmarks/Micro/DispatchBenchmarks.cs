using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Protoo.Hosting;
using Protoo.Transports;

namespace Protoo.Benchmarks.Micro;

/// <summary>Measures a request on its way from the WebSocket through SignalR to a hub method, and its answer on the way back.</summary>
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

        var pipeline = new ApplicationBuilder(services);
        pipeline.Use(NativeUpgrade.InvokeAsync);
        pipeline.UseWebSockets();
        pipeline.Run(new ProtooEndpoint<EchoHub>(services, new ProtooEndpointOptions()).HandleAsync);

        // Runs for as long as the process.
        _ = pipeline.Build()(CreateUpgrade(services));
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
        context.Request.Method = HttpMethods.Get;
        var headers = context.Request.Headers;
        headers.Upgrade = "websocket";
        headers.Connection = "Upgrade";
        headers.SecWebSocketVersion = "13";
        headers.SecWebSocketKey = "AAECAwQFBgcICQoLDA0ODw==";
        headers.SecWebSocketProtocol = "protoo";
        context.Features.Set<IHttpUpgradeFeature>(new MemoryUpgrade(_client));
        return context;
    }

    private sealed class MemoryUpgrade(Stream client) : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => true;

        public Task<Stream> UpgradeAsync() => Task.FromResult(client);
    }
}
