using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Protoo.Tests.Functional;

/// <summary>What a client sees that exceeds a limit of rooms or data, and what its operator sees.</summary>
public sealed class RoomLimitsTests
{
    private const string RoomIsFull = "The room is full.";
    private const string TooManyRooms = "Too many rooms.";
    private const string TooMuchData = "The data of a peer may have 16 bytes at most.";

    private readonly FakeLogCollector _log = FakeLogCollector.From(LogLevel.Information);

    [Fact]
    public async Task RoomIsFull_409_ForBothKindsOfClient_WhichNeedNotReturn()
    {
        await using var server = await StartAsync("Protoo:MaximumPeersPerRoom=1");
        using var hits = CollectHits(server);
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));

        Assert.Equal((HttpStatusCode.Conflict, RoomIsFull), await Handshake.GetRefusalAsync(server.ProtooUrl("b")));
        await AssertSignalRIsRejectedAsync(server.HubUrl("c"), mayComeBack: false, $"409: {RoomIsFull}");

        Assert.Equal(["peers_per_room", "peers_per_room"], Limits(hits));
        Assert.Equal(
            [
                $"Rejected a Native client (room r, peer b, user -): 409 {RoomIsFull}",
                $"Rejected a SignalR client (room r, peer c, user -): 409 {RoomIsFull}",
            ],
            await ReadLogAsync(2));

        // A peer of the room may.
        await using var again = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        Assert.Equal(4000, await a.Closed.DefaultTimeout());
    }

    [Fact]
    public async Task TooManyRooms_503_ForBothKindsOfClient_WhichMayReturn()
    {
        await using var server = await StartAsync("Protoo:MaximumRooms=1");
        using var hits = CollectHits(server);
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, TooManyRooms), await Handshake.GetRefusalAsync(server.ProtooUrl("b", "other")));
        await AssertSignalRIsRejectedAsync(server.HubUrl("c", "other"), mayComeBack: true, $"503: {TooManyRooms}");

        Assert.Equal(["rooms", "rooms"], Limits(hits));
        Assert.Equal(
            [
                $"Rejected a Native client (room other, peer b, user -): 503 {TooManyRooms}",
                $"Rejected a SignalR client (room other, peer c, user -): 503 {TooManyRooms}",
            ],
            await ReadLogAsync(2));
        await using var d = await ProtooTestClient.ConnectAsync(server.ProtooUrl("d"));
    }

    [Fact]
    public async Task AfterTheUpgrade_TheCloseSaysIt()
    {
        await using var server = await StartAsync("Protoo:RejectAfterUpgrade=true", "Protoo:MaximumPeersPerRoom=1", "Protoo:MaximumRooms=1");
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));

        await using var b = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b"));
        Assert.Equal((4000, $"409 {RoomIsFull}"), (await b.Closed.DefaultTimeout(), b.CloseReason));
        await using var c = await ProtooTestClient.ConnectAsync(server.ProtooUrl("c", "other"));
        Assert.Equal((1012, "service restart"), (await c.Closed.DefaultTimeout(), c.CloseReason));
        Assert.Equal(
            [
                $"Rejected a Native client (room other, peer c, user -): 503 {TooManyRooms}",
                $"Rejected a Native client (room r, peer b, user -): 409 {RoomIsFull}",
            ],
            await ReadLogAsync(2));
    }

    [Fact]
    public async Task SetData_TooMuch_IsError413()
    {
        await using var server = await StartAsync("Protoo:MaximumPeerDataSize=16");
        using var hits = CollectHits(server);
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var b = await SignalRTestClient.ConnectAsync(server.HubUrl("b"), "peerData");
        await b.InvokeAsync("getPeers");

        await a.RequestAsync("setData", """{"n":1234567890}""");
        Assert.Equal((413, TooMuchData), await a.RequestErrorAsync("setData", """{"n":12345678901}"""));
        await a.NotifyAsync("setData", """{"n":12345678901}""");
        await a.RequestAsync("setData", """{"n":2}""");
        var exception = await Assert.ThrowsAsync<HubException>(() => b.InvokeAsync("setData", new { n = 12345678901 }));
        Assert.EndsWith($"ProtooException: 413: {TooMuchData}", exception.Message, StringComparison.Ordinal);

        Assert.Equal("""{"peerId":"a","data":{"n":1234567890}}""", (await b.ReceiveAsync()).Data.GetRawText());
        Assert.Equal("""{"peerId":"a","data":{"n":2}}""", (await b.ReceiveAsync()).Data.GetRawText());
        Assert.Equal(["peer_data", "peer_data", "peer_data"], Limits(hits));
        const string Line = "in room r was refused: it has 17 bytes, and may have 16.";
        Assert.Equal([$"The new data of peer a {Line}", $"The new data of peer a {Line}", $"The new data of peer b {Line}"], await ReadLogAsync(3));
    }

    [Fact]
    public async Task Accept_TooMuchData_413_ForBothKindsOfClient_WhichNeedNotReturn()
    {
        var script = new LifeHub.Script
        {
            Decides = static request =>
            {
                request.Accept("r", "a", new { text = new string('x', 6) });
                return Task.CompletedTask;
            },
        };
        await using var server = await TestServer.StartAsync<LifeHub>(
            static signalR => signalR.AddProtoo<LifeHub>(static options => options.MaximumPeerDataSize = 16),
            builder =>
            {
                builder.Logging.AddProvider(new FakeLoggerProvider(_log));
                builder.Services.AddSingleton(script);
            });
        using var hits = CollectHits(server);

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, TooMuchData), await Handshake.GetRefusalAsync(server.ProtooUrl("a")));
        await AssertSignalRIsRejectedAsync(server.HubUrl("a"), mayComeBack: false, $"413: {TooMuchData}");

        Assert.Equal(["peer_data", "peer_data"], Limits(hits));
        Assert.Equal(
            [
                $"Rejected a Native client (room r, peer a, user -): 413 {TooMuchData}",
                $"Rejected a SignalR client (room r, peer a, user -): 413 {TooMuchData}",
            ],
            await ReadLogAsync(2));
    }

    [Fact]
    public async Task ByDefault_PeerDataMayHave64KiB()
    {
        await using var server = await StartAsync();
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await a.RequestAsync("setData", $$"""{"t":"{{new string('x', 65_536 - 8)}}"}""");
        Assert.Equal(413, (await a.RequestErrorAsync("setData", $$"""{"t":"{{new string('x', 65_536 - 7)}}"}""")).Code);
    }

    private static async Task AssertSignalRIsRejectedAsync(Uri url, bool mayComeBack, string refusal)
    {
        await using var wire = await SignalRWire.ConnectAsync(url);
        var (allowReconnect, error) = await wire.ReceiveCloseAsync();
        Assert.Equal(mayComeBack, allowReconnect);
        Assert.EndsWith($"ProtooException: {refusal}", error, StringComparison.Ordinal);
    }

    private static MetricCollector<long> CollectHits(TestServer server)
    {
        return new(server.Services.GetRequiredService<IMeterFactory>(), ProtooMetrics.MeterName, "protoo.limits.hit");
    }

    private static IEnumerable<object?> Limits(MetricCollector<long> hits) => hits.GetMeasurementSnapshot().Select(static hit => hit.Tags["protoo.limit"]);

    private Task<TestServer> StartAsync(params string[] settings)
    {
        return TestServer.StartRoomServerAsync(builder => builder.Logging.AddProvider(new FakeLoggerProvider(_log)), settings);
    }

    /// <summary>Waits for the lines about limits, and returns them sorted, without addresses.</summary>
    private async Task<string[]> ReadLogAsync(int count)
    {
        // A rejection may be logged after the client has heard of it.
        var seen = 0;
        await _log.WaitForAsync(record => IsOfLimits(record) && ++seen == count);
        return
        [
            .. _log.GetSnapshot()
                .Where(IsOfLimits)
                .Select(static record => System.Text.RegularExpressions.Regex.Replace(record.Message, @" from 127\.0\.0\.1:\d+", string.Empty))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static bool IsOfLimits(FakeLogRecord record) => record.Id.Name is "Rejected" or "PeerDataTooLarge";
}
