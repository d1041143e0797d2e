using System.Diagnostics.Metrics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;

namespace Protoo.Tests.Functional;

/// <summary>A client that does not read delays nobody, costs bounded memory, and is dropped.</summary>
public sealed class IsolationTests
{
    private const int Readers = 48;

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task StalledReader_DelaysNobody_AndIsDropped(bool isNative, bool isInline)
    {
        await using var server = await TestServer.StartRoomServerAsync(
            builder => builder.WebHost.UseSockets(options => options.UnsafePreferInlineScheduling = isInline),
            "Protoo:MaximumOutgoingBacklog=262144");
        using var dropped = new MetricCollector<long>(server.Services.GetRequiredService<IMeterFactory>(), ProtooMetrics.MeterName, "protoo.slow_consumers");
        var readers = new List<ProtooTestClient>();
        for (var i = 0; i < Readers; i++)
        {
            readers.Add(await ProtooTestClient.ConnectAsync(server.ProtooUrl($"reader{i}")));
        }

        using var stalledSignalR = new ClientWebSocket();
        await using var stalledNative = isNative ? await WireClient.ConnectAsync(server.ProtooUrl("stalled"), receiveBuffer: 4096) : null;
        if (!isNative)
        {
            await ConnectAndStallAsync(stalledSignalR, server);
        }

        await using var sender = await ProtooTestClient.ConnectAsync(server.ProtooUrl("sender"));
        await WaitForPeersAsync(sender, Readers + 2);
        var padding = new string('x', 16_000);
        var sent = 0;

        var told = 0;

        // Until the stalled client is dropped: the kernel's buffers vary. Every reader gets each message meanwhile.
        var isDropped = false;
        while (!isDropped)
        {
            Assert.True(++sent < 5_000, "The stalled client was not dropped.");
            await sender.RequestAsync("notify", "{\"method\":\"n\",\"data\":{\"i\":" + sent + ",\"padding\":\"" + padding + "\"}}");
            foreach (var reader in readers)
            {
                var (data, closed) = await ReceiveAsync(reader);
                Assert.Equal(sent, data.GetProperty("data").GetProperty("i").GetInt32());
                told += closed;
            }

            isDropped = told == Readers;
        }

        Assert.Contains(server.Log.GetSnapshot(), static entry => entry is { Level: LogLevel.Warning, Id.Name: "SlowConsumer" });
        Assert.Equal(1, dropped.GetMeasurementSnapshot().Sum(static measurement => measurement.Value));
        Assert.Equal(Readers + 1, (await sender.RequestAsync("getPeers")).GetProperty("peers").GetArrayLength());
        foreach (var reader in readers)
        {
            await reader.DisposeAsync();
        }
    }

    // The sender's next notification, and how many peers closed before it.
    private static async Task<(JsonElement Data, int Closed)> ReceiveAsync(ProtooTestClient reader)
    {
        var closed = 0;
        while (true)
        {
            var message = await reader.ReceiveNextAsync();
            switch (message.GetProperty("method").GetString())
            {
                case "n":
                    return (message.GetProperty("data"), closed);
                case "peerClosed":
                    Assert.Equal("stalled", message.GetProperty("data").GetProperty("peerId").GetString());
                    closed++;
                    break;
            }
        }
    }

    // Not the real SignalR client, because that reads.
    private static async Task ConnectAndStallAsync(ClientWebSocket webSocket, TestServer server)
    {
        var url = new UriBuilder(server.HubUrl("stalled")) { Scheme = "ws" }.Uri;
        await webSocket.ConnectAsync(url, CancellationToken.None).DefaultTimeout();
        await webSocket.SendAsync("{\"protocol\":\"json\",\"version\":1}\u001e"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None).DefaultTimeout();
        var buffer = new byte[16];
        var result = await webSocket.ReceiveAsync(buffer, CancellationToken.None).DefaultTimeout();
        Assert.Equal("{}\u001e", Encoding.UTF8.GetString(buffer, 0, result.Count));
    }

    private static async Task WaitForPeersAsync(ProtooTestClient client, int count)
    {
        while ((await client.RequestAsync("getPeers")).GetProperty("peers").GetArrayLength() < count)
        {
            // The last ones are joining.
        }
    }
}
