using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace Protoo.Tests.Functional;

/// <summary>What the meter <c>Protoo.Hub</c> counts.</summary>
public sealed class MetricsTests : IAsyncLifetime
{
    private TestServer _server = null!;

    public async Task InitializeAsync() => _server = await TestServer.StartRoomServerAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task ConnectionsRoomsAndPeers_ComeAndGo()
    {
        using var connections = Collect("protoo.active_connections");
        using var rooms = Collect("protoo.active_rooms");
        using var peers = Collect("protoo.active_peers");
        await using (var native = await ProtooTestClient.ConnectAsync(_server.ProtooUrl("a")))
        {
            await using var signalR = await SignalRTestClient.ConnectAsync(_server.HubUrl("b"));
            await using var other = await ProtooTestClient.ConnectAsync(_server.ProtooUrl("a", "other"));
            Assert.Equal((2, 2, 3), (await SumAsync(connections, 2), await SumAsync(rooms, 2), await SumAsync(peers, 3)));
        }

        Assert.Equal((0, 0, 0), (await SumAsync(connections, 4), await SumAsync(rooms, 4), await SumAsync(peers, 6)));
    }

    [Fact]
    public async Task ReplacedPeer_IsOneOfTheRoomsPeers()
    {
        using var rooms = Collect("protoo.active_rooms");
        using var peers = Collect("protoo.active_peers");
        await using var first = await ProtooTestClient.ConnectAsync(_server.ProtooUrl("a"));
        await using var second = await ProtooTestClient.ConnectAsync(_server.ProtooUrl("a"));
        Assert.Equal((1, 1), (await SumAsync(rooms, 1), await SumAsync(peers, 3)));
    }

    [Fact]
    public async Task ConnectionRequests_ByTransportOutcomeAndCode()
    {
        using var requests = Collect("protoo.connection_requests");
        _ = await Handshake.GetResponseAsync(_server.WebSocketUrl("/protoo?roomId=r"));
        await using var native = await ProtooTestClient.ConnectAsync(_server.ProtooUrl("a"));
        await using var signalR = await SignalRTestClient.ConnectAsync(_server.HubUrl("b"));
        await signalR.InvokeAsync("echo", 1);
        Assert.Equal(
            ["error.type=400 protoo.outcome=rejected protoo.transport=native", "protoo.outcome=accepted protoo.transport=native", "protoo.outcome=accepted protoo.transport=signalr"],
            requests.GetMeasurementSnapshot().Select(TagsOf));
    }

    [Fact]
    public async Task Peers_ByTransport()
    {
        using var peers = Collect("protoo.active_peers");
        await using (await ProtooTestClient.ConnectAsync(_server.ProtooUrl("a")))
        {
            await peers.WaitForMeasurementsAsync(1).DefaultTimeout();
        }

        await peers.WaitForMeasurementsAsync(2).DefaultTimeout();
        await using var signalR = await SignalRTestClient.ConnectAsync(_server.HubUrl("b"));
        await peers.WaitForMeasurementsAsync(3).DefaultTimeout();
        Assert.Equal(
            [(1, "protoo.transport=native"), (-1, "protoo.transport=native"), (1, "protoo.transport=signalr")],
            peers.GetMeasurementSnapshot().Select(static measurement => (measurement.Value, TagsOf(measurement))));
    }

    [Fact]
    public async Task Messages_ByTransportDirectionAndKind()
    {
        await using var native = await ProtooTestClient.ConnectAsync(_server.ProtooUrl("a"));
        using var messages = Collect("protoo.messages");
        native.OnRequest = static request => ProtooTestClient.ResponseTo(request, "\"ok\":true");
        await native.NotifyAsync("setData", """{"n":1}""");
        await native.RequestAsync("request", """{"peerId":"a","method":"m"}""");
        await using var other = await ProtooTestClient.ConnectAsync(_server.ProtooUrl("b", "other"));
        await native.SendAsync("ignored");
        await native.RequestAsync("echo");
        Assert.Equal(
            [
                "protoo.direction=received protoo.kind=notification protoo.transport=native",
                "protoo.direction=received protoo.kind=request protoo.transport=native",
                "protoo.direction=received protoo.kind=request protoo.transport=native",
                "protoo.direction=received protoo.kind=response protoo.transport=native",
                "protoo.direction=sent protoo.kind=request protoo.transport=native",
                "protoo.direction=sent protoo.kind=response protoo.transport=native",
                "protoo.direction=sent protoo.kind=response protoo.transport=native",
            ],
            messages.GetMeasurementSnapshot().Select(TagsOf).Order(StringComparer.Ordinal));
        await using var neighbour = await ProtooTestClient.ConnectAsync(_server.ProtooUrl("c"));
        await native.ReceiveNotificationAsync("newPeer");
        Assert.Equal("protoo.direction=sent protoo.kind=notification protoo.transport=native", TagsOf(messages.LastMeasurement!));
    }

    [Fact]
    public async Task Messages_OfASignalRClient()
    {
        await using var client = await SignalRTestClient.ConnectAsync(_server.HubUrl("a"));
        client.Connection.On<object, int>("m", static _ => 1);
        await client.InvokeAsync("getPeers");
        using var messages = Collect("protoo.messages");
        Assert.Equal("1", (await client.InvokeAsync("request", new { peerId = "a", method = "m" })).GetRawText());
        await using var neighbour = await ProtooTestClient.ConnectAsync(_server.ProtooUrl("b"));
        await neighbour.RequestAsync("getPeers");
        Assert.Equal(
            [
                "protoo.direction=received protoo.kind=request protoo.transport=signalr",
                "protoo.direction=received protoo.kind=response protoo.transport=signalr",
                "protoo.direction=sent protoo.kind=notification protoo.transport=signalr",
                "protoo.direction=sent protoo.kind=request protoo.transport=signalr",
                "protoo.direction=sent protoo.kind=response protoo.transport=signalr",
            ],
            messages.GetMeasurementSnapshot().Select(TagsOf).Where(static tags => tags.Contains("signalr", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Requests_TakeTime_ByMethodAndError(bool isNative)
    {
        using var durations = CollectSeconds("protoo.request.duration");
        await using var native = await ProtooTestClient.ConnectAsync(_server.ProtooUrl("a"));
        await using var signalR = await SignalRTestClient.ConnectAsync(_server.HubUrl("b"));
        if (isNative)
        {
            await native.RequestAsync("ECHO");
            await native.RequestErrorAsync("request", """{"peerId":"nobody","method":"m"}""");
            await native.RequestErrorAsync("made up");
            await native.NotifyAsync("setData", "{}");
        }
        else
        {
            await signalR.InvokeAsync("ECHO", 1);
            await Assert.ThrowsAsync<Microsoft.AspNetCore.SignalR.HubException>(() => signalR.InvokeAsync("request", new { peerId = "nobody", method = "m" }));
        }

        var transport = isNative ? "native" : "signalr";
        await durations.WaitForMeasurementsAsync(isNative ? 3 : 2).DefaultTimeout();
        string[] expected = [$"protoo.method=Echo protoo.transport={transport}", $"error.type=404 protoo.method=Request protoo.transport={transport}", "error.type=404 protoo.method=_OTHER protoo.transport=native"];
        Assert.Equal(isNative ? expected : expected[..2], durations.GetMeasurementSnapshot().Select(TagsOf));
        Assert.All(durations.GetMeasurementSnapshot(), static measurement => Assert.InRange(measurement.Value, 0, 30));
    }

    [Fact]
    public async Task PeerRequests_TakeTime_ByError()
    {
        await using var a = await ProtooTestClient.ConnectAsync(_server.ProtooUrl("a"));
        await using var b = await SignalRTestClient.ConnectAsync(_server.HubUrl("b"));
        using var durations = CollectSeconds("protoo.peer_request.duration");
        a.OnRequest = static request => ProtooTestClient.ResponseTo(request, "\"ok\":true");
        await b.InvokeAsync("request", new { peerId = "a", method = "m" });
        a.OnRequest = static request => ProtooTestClient.ResponseTo(request, "\"errorCode\":486,\"errorReason\":\"busy\"");
        await Assert.ThrowsAsync<Microsoft.AspNetCore.SignalR.HubException>(() => b.InvokeAsync("request", new { peerId = "a", method = "m" }));
        a.OnRequest = static _ => null;
        await Assert.ThrowsAsync<Microsoft.AspNetCore.SignalR.HubException>(() => b.InvokeAsync("request", new { peerId = "a", method = "m", timeout = 1 }));
        Assert.Equal([string.Empty, "error.type=486", "error.type=408"], durations.GetMeasurementSnapshot().Select(TagsOf));
    }

    [Fact]
    public async Task Backlog_IsTheBytesThatWait()
    {
        using var backlog = Collect("protoo.outgoing.backlog");
        await using var stalled = await WireClient.ConnectAsync(_server.ProtooUrl("stalled"), receiveBuffer: 4096);
        await using var sender = await ProtooTestClient.ConnectAsync(_server.ProtooUrl("sender"));
        backlog.RecordObservableInstruments();
        Assert.Equal(0, backlog.LastMeasurement!.Value);
        var padding = new string('x', 16_000);
        while (backlog.LastMeasurement!.Value == 0)
        {
            await sender.RequestAsync("notify", $$"""{"method":"n","data":"{{padding}}"}""");
            backlog.RecordObservableInstruments();
        }

        Assert.True(backlog.LastMeasurement.Value >= padding.Length);
    }

    [Fact]
    public async Task Ignored_ByReason()
    {
        using var ignored = Collect("protoo.messages.ignored");
        await using var client = await ProtooTestClient.ConnectAsync(_server.ProtooUrl("a"));
        await client.SendAsync("{");
        await client.SendAsync("""{"response":true,"id":77,"ok":true,"data":{}}""");
        await ignored.WaitForMeasurementsAsync(2).DefaultTimeout();
        Assert.Equal(["NotJson", "UnknownResponse"], ignored.GetMeasurementSnapshot().Select(static measurement => measurement.Tags["protoo.reason"]));
    }

    private MetricCollector<long> Collect(string name) => new(_server.Services.GetRequiredService<IMeterFactory>(), ProtooMetrics.MeterName, name);

    private MetricCollector<double> CollectSeconds(string name) => new(_server.Services.GetRequiredService<IMeterFactory>(), ProtooMetrics.MeterName, name);

    private static string TagsOf<T>(CollectedMeasurement<T> measurement)
        where T : struct
    {
        return string.Join(' ', measurement.Tags.Select(static tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal));
    }

    private static async Task<long> SumAsync(MetricCollector<long> collector, int measurements)
    {
        await collector.WaitForMeasurementsAsync(measurements).DefaultTimeout();
        return collector.GetMeasurementSnapshot().Sum(static measurement => measurement.Value);
    }
}
