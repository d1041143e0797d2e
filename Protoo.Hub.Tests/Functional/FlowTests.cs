using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Protoo.Hosting;
using Protoo.Rooms;
using Protoo.Server;

namespace Protoo.Tests.Functional;

/// <summary>A client that reads gets everything that a peer or hub method sends; a sender that is too fast for it is held back.</summary>
public sealed class FlowTests
{
    private const int FloodCount = 3_000;
    private const int FloodSize = 20_000;

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Burst_AwaitedByTheHub_ToItsNativeCaller_ArrivesWhole()
    {
        await using var server = await StartBurstHubAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo?peerId=a"));
        for (var round = 0; round < 3; round++)
        {
            var burst = client.RequestAsync("burst", Order(200, 50_000));
            await ReceiveAsync(client, 200);
            Assert.Equal(200, (await burst).GetInt32());
        }
    }

    [Theory]
    [InlineData(HttpTransportType.WebSockets)]
    [InlineData(HttpTransportType.LongPolling)]
    [InlineData(HttpTransportType.ServerSentEvents)]
    public async Task Burst_AwaitedByTheHub_ToItsSignalRCaller_ArrivesWhole(HttpTransportType transport)
    {
        await using var server = await StartBurstHubAsync();
        await using var client = await SignalRTestClient.ConnectAsync(new Uri(server.Http, "/hub?peerId=a"), transport, "n");
        for (var round = 0; round < 3; round++)
        {
            var burst = client.InvokeAsync("burst", new BurstHub.Order(200, 50_000));
            await ReceiveAsync(client, 200);
            Assert.Equal(200, (await burst).GetInt32());
        }
    }

    [Theory]
    [InlineData("shout")]
    [InlineData("shoutToGroup")]
    public async Task Burst_AwaitedByTheHub_ToTheRoom_ArrivesWhole(string method)
    {
        await using var server = await StartBurstHubAsync();
        await using var reader = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo?peerId=a"));
        await using var signalRReader = await SignalRTestClient.ConnectAsync(new Uri(server.Http, "/hub?peerId=b"), "n");
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo?peerId=c"));
        var burst = client.RequestAsync(method, Order(1_000, FloodSize));
        await Task.WhenAll(ReceiveAsync(reader, 1_000), ReceiveAsync(signalRReader, 1_000));
        Assert.Equal(1_000, (await burst).GetInt32());
    }

    [Fact]
    public async Task ManyRequestsAtOnce_WithLongAnswers_AreAllAnswered()
    {
        await using var server = await StartBurstHubAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo?peerId=a"));
        for (var size = 50_000; size <= 500_000; size *= 10)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => client.RequestAsync("large", Order(i, size))));
            Assert.Equal(Enumerable.Range(0, 64), answers.Select(static answer => answer.GetProperty("i").GetInt32()));
        }
    }

    [Fact]
    public async Task ManyInvocationsAtOnce_WithLongResults_AllGetThem()
    {
        await using var server = await StartBurstHubAsync();
        await using var client = await SignalRTestClient.ConnectAsync(new Uri(server.Http, "/hub?peerId=a"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => client.InvokeAsync("large", new BurstHub.Order(i, 500_000))));
        Assert.Equal(Enumerable.Range(0, 64), answers.Select(static answer => answer.GetProperty("i").GetInt32()));
    }

    [Theory]
    [InlineData(HttpTransportType.WebSockets)]
    [InlineData(HttpTransportType.LongPolling)]
    public async Task Flood_OfLargeMessages_OverSignalR_ReachesTheOthersWhole(HttpTransportType transport)
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var reader = await ProtooTestClient.ConnectAsync(server.ProtooUrl("reader"));
        await using var signalRReader = await SignalRTestClient.ConnectAsync(server.HubUrl("signalR"), transport, "n");
        await using var flooder = await SignalRTestClient.ConnectAsync(server.HubUrl("flooder"), transport);
        var received = Task.WhenAll(ReceiveAsync(reader, 40), ReceiveAsync(signalRReader, 40));
        for (var i = 1; i <= 40; i++)
        {
            await flooder.Connection.SendAsync("notify", Notification(i, 900_000)).DefaultTimeout();
        }

        await received;
    }

    [Theory]
    [InlineData(true, HttpTransportType.None)]
    [InlineData(false, HttpTransportType.WebSockets)]
    [InlineData(false, HttpTransportType.LongPolling)]
    public async Task Flood_OfOnePeer_ReachesTheOthersWhole(bool isNative, HttpTransportType transport)
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var reader = await ProtooTestClient.ConnectAsync(server.ProtooUrl("reader"));
        await using var signalRReader = await SignalRTestClient.ConnectAsync(server.HubUrl("signalR"), isNative ? HttpTransportType.WebSockets : transport, "n");
        var received = Task.WhenAll(ReceiveAsync(reader, FloodCount), ReceiveAsync(signalRReader, FloodCount));
        if (isNative)
        {
            await using var flooder = await ProtooTestClient.ConnectAsync(server.ProtooUrl("flooder"));
            await FloodAsync(flooder, FloodCount, FloodSize);
            await received;
        }
        else
        {
            await using var flooder = await SignalRTestClient.ConnectAsync(server.HubUrl("flooder"), transport);
            for (var i = 1; i <= FloodCount; i++)
            {
                await flooder.Connection.SendAsync("notify", Notification(i, FloodSize)).DefaultTimeout();
            }

            await received;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("Protoo:MaximumOutgoingBacklog=262144")]
    public async Task LargeMessages_OfOnePeerAndOfSeveral_ReachTheOthersWhole(string setting)
    {
        await using var server = await TestServer.StartRoomServerAsync([.. new[] { setting }.Where(static setting => setting.Length > 0)]);
        await using var reader = await ProtooTestClient.ConnectAsync(server.ProtooUrl("reader"));
        await using var signalRReader = await SignalRTestClient.ConnectAsync(server.HubUrl("signalR"), "n");
        var senders = new List<ProtooTestClient>();
        for (var i = 0; i < 3; i++)
        {
            senders.Add(await ProtooTestClient.ConnectAsync(server.ProtooUrl($"sender{i}")));
        }

        await FloodAsync(senders[0], 3, 900_000);
        await Task.WhenAll(ReceiveAsync(reader, 3), ReceiveAsync(signalRReader, 3));

        await Task.WhenAll(senders.Select(static sender => FloodAsync(sender, 1, 900_000)));
        for (var i = 0; i < senders.Count; i++)
        {
            await Task.WhenAll(ReceiveAsync(reader, 1), ReceiveAsync(signalRReader, 1));
        }

        foreach (var sender in senders)
        {
            await sender.DisposeAsync();
        }
    }

    [Fact]
    public async Task PausedReader_InAFlood_GetsAllOfIt()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var paused = await WireClient.ConnectAsync(server.ProtooUrl("paused"), receiveBuffer: 4096);
        await using var reader = await ProtooTestClient.ConnectAsync(server.ProtooUrl("reader"));
        await using var flooder = await ProtooTestClient.ConnectAsync(server.ProtooUrl("flooder"));
        var received = ReceiveAsync(reader, 1_000);
        var flood = FloodAsync(flooder, 1_000, FloodSize);
        while (!IsCongested(server, "paused"))
        {
            Assert.False(flood.IsCompleted, "The kernel took it all.");
            await reader.RequestAsync("echo");
        }

        // A reader may pause for half a second without being dropped.
        await Task.Delay(TimeSpan.FromMilliseconds(500));
        await Task.WhenAll(received, flood, ReceiveAsync(paused, 1_000));
    }

    [Fact]
    public async Task StuckReader_HoldsTheFlooderOnce_AndNobodyElse_AndIsDropped()
    {
        await using var server = await StartRoomServerOnFakeTimeAsync();
        await using var stuck = await WireClient.ConnectAsync(server.ProtooUrl("stuck"), receiveBuffer: 4096);
        await using var reader = await ProtooTestClient.ConnectAsync(server.ProtooUrl("reader"));
        await using var witness = await ProtooTestClient.ConnectAsync(server.ProtooUrl("witness"));
        await using var quiet = await ProtooTestClient.ConnectAsync(server.ProtooUrl("quiet"));
        await using var flooder = await ProtooTestClient.ConnectAsync(server.ProtooUrl("flooder"));
        var isOver = false;
        var flood = FloodUntilAsync(flooder, () => Volatile.Read(ref isOver));
        while (!IsHeld(server, "flooder"))
        {
            await quiet.RequestAsync("echo");
        }

        // Time stands still, and so does the flooder. The others go on.
        for (var i = 0; i < 200; i++)
        {
            await quiet.RequestAsync("notify", """{"method":"quiet"}""");
            await reader.ReceiveNotificationAsync("quiet");
            await reader.RequestAsync("getPeers");
        }

        Assert.True(IsHeld(server, "flooder"));
        Assert.False(IsHeld(server, "quiet"));

        // After two seconds it goes on, and is not held for the stuck reader again, until far too much waits.
        _time.Advance(TimeSpan.FromSeconds(2));
        for (var i = 0; IsThere(server, "stuck"); i++)
        {
            Assert.True(i < 100_000, "The stuck reader was not dropped.");
            await quiet.RequestAsync("echo");
        }

        Volatile.Write(ref isOver, true);
        await ReceiveAsync(witness, await flood.DefaultTimeout());
    }

    [Fact]
    public async Task HeldHubMethod_ReceiverGoes_GoesOn()
    {
        await using var server = await StartBurstHubAsync(_time);
        var stuck = await WireClient.ConnectAsync(server.WebSocketUrl("/protoo?peerId=stuck"), receiveBuffer: 4096);
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo?peerId=a"));
        var burst = client.RequestAsync("burstTo", """{"count":1000,"size":50000,"to":"stuck"}""");
        var room = server.Services.GetRequiredService<RoomRegistry<BurstHub>>().Find("r")!;
        while (!room.FindLocal(room.FindSeat("stuck")!)!.IsCongested)
        {
            await client.RequestAsync("large", Order(1, 1));
        }

        Assert.False(burst.IsCompleted);
        await stuck.DisposeAsync();
        Assert.Equal(1_000, (await burst).GetInt32());
    }

    [Fact]
    public async Task HeldPeer_IsReplaced_EndsAtOnce()
    {
        await using var server = await StartRoomServerOnFakeTimeAsync();
        await using var stuck = await WireClient.ConnectAsync(server.ProtooUrl("stuck"), receiveBuffer: 4096);
        await using var flooder = await ProtooTestClient.ConnectAsync(server.ProtooUrl("flooder"));
        await using var quiet = await ProtooTestClient.ConnectAsync(server.ProtooUrl("quiet"));
        var flood = FloodUntilAsync(flooder, static () => false);
        while (!IsHeld(server, "flooder"))
        {
            await quiet.RequestAsync("echo");
        }

        await using var next = await ProtooTestClient.ConnectAsync(server.ProtooUrl("flooder"));
        Assert.Equal(4000, await flooder.Closed.DefaultTimeout());
        await Assert.ThrowsAnyAsync<Exception>(() => flood).DefaultTimeout();
        await next.RequestAsync("echo");
    }

    private static Task<TestServer> StartBurstHubAsync(TimeProvider? timeProvider = null)
    {
        return TestServer.StartAsync<BurstHub>(
            static signalR => signalR.AddProtoo<BurstHub>().AddProtoo(static options => options.DrainTime = TimeSpan.Zero),
            builder => builder.Services.AddSingleton(timeProvider ?? TimeProvider.System));
    }

    // Time stands still there, unless the test advances it.
    private Task<TestServer> StartRoomServerOnFakeTimeAsync()
    {
        return TestServer.StartRoomServerAsync(builder => builder.Services.AddSingleton<TimeProvider>(_time), "Protoo:DrainTime=00:00:00");
    }

    private static string Order(int count, int size) => string.Create(CultureInfo.InvariantCulture, $$"""{"count":{{count}},"size":{{size}}}""");

    private static object Notification(int i, int size) => new { method = "n", data = new { i, padding = new string('x', size) } };

    private static async Task FloodAsync(ProtooTestClient flooder, int count, int size)
    {
        var padding = new string('x', size);
        for (var i = 1; i <= count; i++)
        {
            await flooder.NotifyAsync("notify", string.Create(CultureInfo.InvariantCulture, $$$"""{"method":"n","data":{"i":{{{i}}},"padding":"{{{padding}}}"}}"""));
        }
    }

    private static async Task<int> FloodUntilAsync(ProtooTestClient flooder, Func<bool> isOver)
    {
        var padding = new string('x', FloodSize);
        var sent = 0;
        while (!isOver())
        {
            Assert.True(++sent < 10_000, "Nothing stops the flood.");
            await flooder.RequestAsync("notify", string.Create(CultureInfo.InvariantCulture, $$$"""{"method":"n","data":{"i":{{{sent}}},"padding":"{{{padding}}}"}}"""));
        }

        return sent;
    }

    private static async Task ReceiveAsync(ProtooTestClient client, int count)
    {
        for (var i = 1; i <= count; i++)
        {
            AssertIs(i, await client.ReceiveNotificationAsync("n"));
        }
    }

    private static async Task ReceiveAsync(SignalRTestClient client, int count)
    {
        for (var i = 1; i <= count; i++)
        {
            AssertIs(i, (await client.ReceiveAsync()).Data);
        }
    }

    private static async Task ReceiveAsync(WireClient client, int count)
    {
        for (var i = 1; i <= count;)
        {
            var message = JsonSerializer.Deserialize<JsonElement>((await client.ReceiveFrameAsync()).Payload);
            if (message.GetProperty("method").GetString() == "n")
            {
                AssertIs(i++, message.GetProperty("data"));
            }
        }
    }

    // The room server wraps it in an envelope with the sender.
    private static void AssertIs(int number, JsonElement data)
    {
        Assert.Equal(number, (data.TryGetProperty("peerId", out _) ? data.GetProperty("data") : data).GetProperty("i").GetInt32());
    }

    private static LocalRoom Room(TestServer server) => server.Services.GetRequiredService<RoomRegistry<RoomHub>>().Find("r")!;

    private static bool IsThere(TestServer server, string peerId) => Room(server).FindSeat(peerId) is not null;

    private static bool IsCongested(TestServer server, string peerId) => FindPeer(server, peerId) is { IsCongested: true };

    private static bool IsHeld(TestServer server, string peerId) => FindPeer(server, peerId) is { ReadHold: not null };

    private static PeerConnection? FindPeer(TestServer server, string peerId) => Room(server).FindSeat(peerId) is { } seat ? Room(server).FindLocal(seat) : null;
}
