using System.Diagnostics.Metrics;
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
        using var connections = Collect("protoo.native_connections");
        using var rooms = Collect("protoo.rooms");
        using var peers = Collect("protoo.peers");
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
        using var rooms = Collect("protoo.rooms");
        using var peers = Collect("protoo.peers");
        await using var first = await ProtooTestClient.ConnectAsync(_server.ProtooUrl("a"));
        await using var second = await ProtooTestClient.ConnectAsync(_server.ProtooUrl("a"));
        Assert.Equal((1, 1), (await SumAsync(rooms, 1), await SumAsync(peers, 3)));
    }

    [Fact]
    public async Task Rejected_ByCode()
    {
        using var rejected = Collect("protoo.connections.rejected");
        _ = await Handshake.GetResponseAsync(_server.WebSocketUrl("/protoo?roomId=r"));
        await rejected.WaitForMeasurementsAsync(1).DefaultTimeout();
        var measurement = Assert.Single(rejected.GetMeasurementSnapshot());
        Assert.Equal((1, 400), (measurement.Value, measurement.Tags["code"]));
    }

    [Fact]
    public async Task Ignored_ByReason()
    {
        using var ignored = Collect("protoo.messages.ignored");
        await using var client = await ProtooTestClient.ConnectAsync(_server.ProtooUrl("a"));
        await client.SendAsync("{");
        await client.SendAsync("""{"response":true,"id":77,"ok":true,"data":{}}""");
        await ignored.WaitForMeasurementsAsync(2).DefaultTimeout();
        Assert.Equal(["NotJson", "UnknownResponse"], ignored.GetMeasurementSnapshot().Select(static measurement => measurement.Tags["reason"]));
    }

    private MetricCollector<long> Collect(string name) => new(_server.Services.GetRequiredService<IMeterFactory>(), ProtooMetrics.MeterName, name);

    private static async Task<long> SumAsync(MetricCollector<long> collector, int measurements)
    {
        await collector.WaitForMeasurementsAsync(measurements).DefaultTimeout();
        return collector.GetMeasurementSnapshot().Sum(static measurement => measurement.Value);
    }
}
