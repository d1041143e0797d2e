using System.Diagnostics.Metrics;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Protoo.Hosting;
using Protoo.Server;

namespace Protoo.Tests.Functional;

/// <summary>What a client sees that is one too many, in all or from its address, and what its operator sees.</summary>
public sealed class ConnectionLimitTests
{
    private const string TooMany = "Too many connections.";
    private const string TooManyFromThere = "Too many connections from this address.";
    private const string TooManyNewFromThere = "Too many new connections from this address.";

    private readonly FakeLogCollector _log = FakeLogCollector.From(LogLevel.Information);

    [Fact]
    public async Task TooMany_503_BeforeTheUpgrade_ForBothKindsOfClient_UntilOneHasLeft()
    {
        await using var server = await StartAsync("Protoo:MaximumConnections=2", "Protoo:RejectAfterUpgrade=true");
        using var hits = new MetricCollector<long>(server.Services.GetRequiredService<IMeterFactory>(), ProtooMetrics.MeterName, "protoo.limits.hit");
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var b = await SignalRTestClient.ConnectAsync(server.HubUrl("b"));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, TooMany), await Handshake.GetRefusalAsync(server.ProtooUrl("c")));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, TooMany), await Handshake.GetRefusalAsync(server.HubUrl("c")));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await NegotiateAsync(server));

        // Not even one that replaces another.
        Assert.Equal((HttpStatusCode.ServiceUnavailable, TooMany), await Handshake.GetRefusalAsync(server.ProtooUrl("a")));
        Assert.Equal(Enumerable.Repeat("connections", 4), hits.GetMeasurementSnapshot().Select(static hit => hit.Tags["protoo.limit"]));
        Assert.Equal(
            [
                $"Rejected a Native client (room -, peer -, user -): 503 {TooMany}",
                $"Rejected a Native client (room -, peer -, user -): 503 {TooMany}",
                $"Rejected a SignalR client (room -, peer -, user -): 503 {TooMany}",
                $"Rejected a SignalR client (room -, peer -, user -): 503 {TooMany}",
            ],
            await ReadLogAsync(4));

        await a.CloseAsync();
        await using var c = await RetryAsync(() => ProtooTestClient.ConnectAsync(server.ProtooUrl("c")));
        await b.DisposeAsync();
        await using var d = await RetryAsync(() => SignalRTestClient.ConnectAsync(server.HubUrl("d")));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Handshake.GetRefusalAsync(server.ProtooUrl("e"))).Status);
    }

    [Theory]
    [InlineData(HttpTransportType.WebSockets)]
    [InlineData(HttpTransportType.ServerSentEvents)]
    [InlineData(HttpTransportType.LongPolling)]
    public async Task SignalR_EachConnectionCountsOnce(HttpTransportType transport)
    {
        await using var server = await StartAsync("Protoo:MaximumConnections=2");
        for (var i = 0; i < 3; i++)
        {
            await using var a = await RetryAsync(() => SignalRTestClient.ConnectAsync(server.HubUrl("a"), transport));
            await using var b = await RetryAsync(() => SignalRTestClient.ConnectAsync(server.HubUrl("b"), transport));
            var exception = await Assert.ThrowsAsync<HttpRequestException>(() => SignalRTestClient.ConnectAsync(server.HubUrl("c"), transport));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, exception.StatusCode);
            Assert.Equal(2, (await a.InvokeAsync("getPeers")).GetProperty("peers").GetArrayLength());
        }
    }

    [Fact]
    public async Task TooManyFromThere_429_AndOthersMay()
    {
        await using var server = await StartAsync("Protoo:MaximumConnectionsPerAddress=1", "ForwardedHeaders_Enabled=true");
        await using var a = await ConnectFromAsync(server, "a", "203.0.113.1");

        Assert.StartsWith($"HTTP/1.1 429 {TooManyFromThere}\r\n", await GetResponseAsync(server.ProtooUrl("b"), "203.0.113.1"), StringComparison.Ordinal);
        Assert.StartsWith($"HTTP/1.1 429 {TooManyFromThere}\r\n", await GetResponseAsync(server.HubUrl("b"), "203.0.113.1"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.TooManyRequests, await NegotiateAsync(server, "203.0.113.1"));

        await using var b = await ConnectFromAsync(server, "b", "203.0.113.2");
        await using var here1 = await ProtooTestClient.ConnectAsync(server.ProtooUrl("c"));
        await using var here2 = await ProtooTestClient.ConnectAsync(server.ProtooUrl("d"));
    }

    [Fact]
    public async Task TooManyNewFromThere_429_AndOthersMay()
    {
        await using var server = await StartAsync(
            "Protoo:MaximumConnectionsPerSecond=1", "Protoo:MaximumConnectionsPerAddress=3", "ForwardedHeaders_Enabled=true");
        using var hits = new MetricCollector<long>(server.Services.GetRequiredService<IMeterFactory>(), ProtooMetrics.MeterName, "protoo.limits.hit");
        foreach (var url in (Uri[])[server.ProtooUrl("a"), server.HubUrl("a")])
        {
            var response = string.Empty;
            for (var i = 0; i < 50 && !response.Contains(TooManyNewFromThere, StringComparison.Ordinal); i++)
            {
                response = await GetResponseAsync(url, "203.0.113.1");
            }

            Assert.StartsWith($"HTTP/1.1 429 {TooManyNewFromThere}\r\n", response, StringComparison.Ordinal);
        }

        Assert.Contains("connections_per_second", hits.GetMeasurementSnapshot().Select(static hit => hit.Tags["protoo.limit"]));
        await using var b = await ConnectFromAsync(server, "b", "203.0.113.2");
    }

    // A middleware that an app adds runs after routing.
    [Fact]
    public async Task AddressIsSetByMiddleware_OfAHubWithoutRooms_429_ForBothKindsOfClient()
    {
        await using var server = await TestServer.StartAsync<PlainHub>(
            static signalR => signalR.AddProtoo<PlainHub>(static options => options.MaximumConnectionsPerAddress = 1),
            static builder => builder.Services.AddSingleton(new PlainHub.Dependency()),
            static app => app.Use((HttpContext context, RequestDelegate next) =>
            {
                context.Connection.RemoteIpAddress = IPAddress.Parse(context.Request.Headers["X-From"].ToString());
                return next(context);
            }));

        await using var a = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo"), static options => options.SetRequestHeader("X-From", "203.0.113.1"));
        await a.RequestAsync("ConnectionId");
        Assert.StartsWith("HTTP/1.1 429 ", await Handshake.GetResponseAsync(server.WebSocketUrl("/protoo"), headers: "X-From: 203.0.113.1"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 429 ", await Handshake.GetResponseAsync(server.WebSocketUrl("/hub"), headers: "X-From: 203.0.113.1"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 101 ", await Handshake.GetResponseAsync(server.WebSocketUrl("/hub"), headers: "X-From: 203.0.113.2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LimitsLoopback_429()
    {
        await using var server = await StartAsync("Protoo:MaximumConnectionsPerAddress=1", "Protoo:LimitsLoopback=true");
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        Assert.Equal((HttpStatusCode.TooManyRequests, TooManyFromThere), await Handshake.GetRefusalAsync(server.ProtooUrl("b")));
    }

    // All of them have negotiated before one connects.
    [Fact]
    public async Task SignalR_Racing_NeverOneMore_AndTheOthersMayReturn()
    {
        await using var server = await StartAsync("Protoo:MaximumConnections=2");
        var limits = server.Services.GetRequiredService<ClientLimits<RoomHub>>().Connections;
        Assert.Null(limits.TryAdd(null));
        using var http = new HttpClient();
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            using var response = await http.PostAsync(new Uri(server.Http, "/hub/negotiate?negotiateVersion=1&roomId=r&peerId=p"), null).DefaultTimeout();
            ids.Add((await response.Content.ReadAsStringAsync()).Split("\"connectionToken\":\"")[1].Split('"')[0]);
        }

        await using var first = await SignalRWire.ConnectAsync(new Uri(server.Http, $"/hub?id={ids[0]}&roomId=r&peerId=a"));
        await using var second = await SignalRWire.ConnectAsync(new Uri(server.Http, $"/hub?id={ids[1]}&roomId=r&peerId=b"));
        var (allowReconnect, error) = await second.ReceiveCloseAsync();
        Assert.True(allowReconnect);
        Assert.EndsWith($"ProtooException: 503: {TooMany}", error, StringComparison.Ordinal);
        limits.Remove(null);
        await using var third = await SignalRWire.ConnectAsync(new Uri(server.Http, $"/hub?id={ids[2]}&roomId=r&peerId=c"));
        await first.DisposeAsync();
        await using var fourth = await RetryAsync(() => SignalRTestClient.ConnectAsync(server.HubUrl("d")));
        var peers = (await fourth.InvokeAsync("getPeers")).GetProperty("peers").EnumerateArray();
        Assert.Equal(["c", "d"], peers.Select(static peer => peer.GetProperty("peerId").GetString()));
    }

    [Fact]
    public async Task DecisionTakesTooLong_503_ForBothKindsOfClient_AndItsResultHasNoEffect()
    {
        var decision = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var script = new LifeHub.Script { Decides = _ => decision.Task };
        await using var server = await TestServer.StartAsync<LifeHub>(
            static signalR => signalR.AddProtoo<LifeHub>(static options => options.DecisionTimeout = TimeSpan.FromMilliseconds(200)),
            builder =>
            {
                builder.Logging.AddProvider(new FakeLoggerProvider(_log));
                builder.Services.AddSingleton(script);
            });
        using var hits = new MetricCollector<long>(server.Services.GetRequiredService<IMeterFactory>(), ProtooMetrics.MeterName, "protoo.limits.hit");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "The decision took too long."), await Handshake.GetRefusalAsync(server.ProtooUrl("a")));
        await using var wire = await SignalRWire.ConnectAsync(server.HubUrl("b"));
        var (allowReconnect, error) = await wire.ReceiveCloseAsync();
        Assert.True(allowReconnect);
        Assert.EndsWith("ProtooException: 503: The decision took too long.", error, StringComparison.Ordinal);
        Assert.Equal(["decision_time", "decision_time"], hits.GetMeasurementSnapshot().Select(static hit => hit.Tags["protoo.limit"]));
        await ReadLogAsync(2);

        decision.SetResult();
        await using var c = await ProtooTestClient.ConnectAsync(server.ProtooUrl("c"));
        await script.UntilAsync("joined c");
        Assert.Equal(["c"], (await server.Services.GetRequiredService<IRoomRegistry<LifeHub>>().GetRoomsAsync()).Single().Peers.Select(static peer => peer.Id));
    }

    private static Task<ProtooTestClient> ConnectFromAsync(TestServer server, string peerId, string address)
    {
        return ProtooTestClient.ConnectAsync(server.ProtooUrl(peerId), options => options.SetRequestHeader("X-Forwarded-For", address));
    }

    private static Task<string> GetResponseAsync(Uri url, string address) => Handshake.GetResponseAsync(url, headers: $"X-Forwarded-For: {address}");

    private static async Task<HttpStatusCode> NegotiateAsync(TestServer server, string? address = null)
    {
        using var http = new HttpClient();
        if (address is not null)
        {
            http.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        }

        using var response = await http.PostAsync(new Uri(server.Http, "/hub/negotiate?negotiateVersion=1&roomId=r&peerId=c"), null).DefaultTimeout();
        return response.StatusCode;
    }

    /// <summary>Connects as soon as the server has noticed that another client is gone.</summary>
    private static async Task<T> RetryAsync<T>(Func<Task<T>> connect)
    {
        var waiting = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await connect();
            }
            catch (Exception exception) when (exception is WebSocketException or HttpRequestException && waiting.Elapsed < TimeSpan.FromSeconds(30))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10));
            }
        }
    }

    private Task<TestServer> StartAsync(params string[] settings)
    {
        return TestServer.StartRoomServerAsync(builder => builder.Logging.AddProvider(new FakeLoggerProvider(_log)), settings);
    }

    /// <summary>Waits for the lines about rejected clients, and returns them sorted, without addresses.</summary>
    private async Task<string[]> ReadLogAsync(int count)
    {
        var seen = 0;
        await _log.WaitForAsync(record => record.Id.Name == "Rejected" && ++seen == count);
        return
        [
            .. _log.GetSnapshot()
                .Where(static record => record.Id.Name == "Rejected")
                .Select(static record => System.Text.RegularExpressions.Regex.Replace(record.Message, @" from 127\.0\.0\.1:\d+", string.Empty))
                .Order(StringComparer.Ordinal),
        ];
    }
}
