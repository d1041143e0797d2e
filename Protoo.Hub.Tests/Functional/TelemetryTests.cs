using System.Net;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Protoo.Tests.Functional;

/// <summary>What the room server exports: to Prometheus, and by OTLP.</summary>
public sealed class TelemetryTests
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task Prometheus_IsOff_UnlessAskedFor()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri(server.Http, "/metrics")).DefaultTimeout()).StatusCode);
    }

    [Fact]
    public async Task Prometheus_ReadsOurMetrics_AndThoseBelow()
    {
        // In a process of its own: OpenTelemetry listens to all servers of a process.
        await using var server = await ServerProcess.StartAsync("Protoo:Metrics:Prometheus=true");
        await using var native = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var signalR = await SignalRTestClient.ConnectAsync(server.HubUrl("b"));
        await native.RequestAsync("echo");
        using var http = new HttpClient();
        string text;
        do
        {
            // The exporter keeps an answer for a moment.
            await Task.Delay(s_pause);
            text = await http.GetStringAsync(new Uri(server.Http, "/metrics")).DefaultTimeout();
        }
        while (!Has(text, "protoo_active_peers{", "protoo_transport=\"signalr\"", "} 1"));

        Assert.True(Has(text, "protoo_active_rooms", " 1"), text);
        Assert.True(Has(text, "protoo_request_duration_seconds_count{", "protoo_method=\"Echo\"", "} 1"), text);
        Assert.Contains("http_server_active_requests", text, StringComparison.Ordinal);
        Assert.Contains("dotnet_gc_collections", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Otlp_GetsMetricsAndTraces_WhereTheStandardVariablesSay()
    {
        var received = Channel.CreateUnbounded<(string Path, string Text)>();
        await using var collector = await StartCollectorAsync(received.Writer);
        await using var server = await TestServer.StartRoomServerAsync(
            $"OTEL_EXPORTER_OTLP_ENDPOINT={collector.Urls.Single()}",
            "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
            "OTEL_METRIC_EXPORT_INTERVAL=100",
            "OTEL_BSP_SCHEDULE_DELAY=100",
            "OTEL_SERVICE_NAME=rooms of a test");
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        client.OnRequest = static request => ProtooTestClient.ResponseTo(request, "\"ok\":true");
        await client.RequestAsync("request", """{"peerId":"a","method":"m"}""");
        var missing = new HashSet<string> { "/v1/metrics protoo.active_peers", "/v1/metrics rooms of a test", "/v1/traces protoo.peer_request", "/v1/traces rooms of a test" };
        while (missing.Count > 0)
        {
            var (path, text) = await received.Reader.ReadAsync().AsTask().DefaultTimeout();
            missing.RemoveWhere(wanted => wanted.StartsWith(path, StringComparison.Ordinal) && text.Contains(wanted[(path.Length + 1)..], StringComparison.Ordinal));
        }
    }

    private static bool Has(string text, params string[] parts)
    {
        return text.Split('\n').Any(line => line.StartsWith(parts[0], StringComparison.Ordinal) && parts.All(part => line.Contains(part, StringComparison.Ordinal)));
    }

    private static async Task<WebApplication> StartCollectorAsync(ChannelWriter<(string Path, string Text)> received)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var collector = builder.Build();
        collector.MapPost("/v1/{signal}", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            received.TryWrite((context.Request.Path, Encoding.UTF8.GetString(body.ToArray())));
        });
        await collector.StartAsync().DefaultTimeout();
        return collector;
    }
}
