using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Protoo.Server;

namespace Protoo.Tests.Functional;

/// <summary>Every close code in docs/protocol.md, and the ways a client can end a connection.</summary>
public sealed class ClosingTests
{
    [Fact]
    public async Task PeerClose_Gives4000()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await client.RequestAsync("echo");
        var room = await server.Services.GetRequiredService<IRoomRegistry<RoomHub>>().GetRoomAsync("r");
        var peer = room!.FindPeer("a");

        Assert.True(await peer!.CloseAsync());

        Assert.Equal(4000, await client.Closed.DefaultTimeout());
        Assert.Equal("closed by protoo-server", client.CloseReason);
        Assert.True(peer.Closed.IsCancellationRequested);
        Assert.False(await peer.CloseAsync());
    }

    [Fact]
    public async Task RoomClose_ClosesEveryPeer_AndTheRoomIsGone()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await a.RequestAsync("echo");
        await using var b = await SignalRTestClient.ConnectAsync(server.HubUrl("b"));
        await a.ReceiveNotificationAsync("newPeer");
        var registry = server.Services.GetRequiredService<IRoomRegistry<RoomHub>>();
        var room = await registry.GetRoomAsync("r");
        var closed = new TaskCompletionSource();
        await using var registration = room!.Closed.Register(closed.SetResult);

        Assert.True(await room.CloseAsync());

        Assert.Equal(4000, await a.Closed.DefaultTimeout());
        Assert.Null(await b.Closed.DefaultTimeout());
        await closed.Task.DefaultTimeout();
        Assert.Null(await registry.GetRoomAsync("r"));
        Assert.False(await room.CloseAsync());

        // Nobody is told that others leave, because all of them do.
        Assert.False(a.Received.TryRead(out _));

        await using var again = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        Assert.Equal(1, (await again.RequestAsync("getPeers")).GetProperty("peers").GetArrayLength());
    }

    // If something followed the close, the connection would be aborted, and the client might not hear why.
    [Fact]
    public async Task PeerStillInItsRoom_AfterItsClose_NothingIsSentToIt()
    {
        var script = new LingeringHub.Script();
        var log = FakeLogCollector.From(LogLevel.Debug);
        await using var server = await TestServer.StartAsync<LingeringHub>(
            static signalR => signalR.AddProtoo<LingeringHub>(),
            builder =>
            {
                builder.Services.AddSingleton(script);
                builder.Logging.AddFilter("Protoo", LogLevel.Debug).AddProvider(new FakeLoggerProvider(log));
            });
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var b = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b"));
        await b.RequestAsync("shout", "1");
        await a.ReceiveNotificationAsync("shout");
        await a.NotifyAsync("leave");
        await script.Ending.Task.DefaultTimeout();
        await b.RequestAsync("shout", "20");
        Assert.Equal(4000, await a.Closed.DefaultTimeout());
        script.MayLeave.SetResult();
        await log.WaitForAsync(static record => record.Id.Name == "Disconnected" && record.Message.EndsWith("4000 closed by protoo-server.", StringComparison.Ordinal));
        Assert.DoesNotContain(log.GetSnapshot(), static record => record.Id.Name == "SendFailed");
    }

    [Fact]
    public async Task Drain_Gives1012()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await client.RequestAsync("echo");

        await server.StopAsync().DefaultTimeout();

        Assert.Equal(1012, await client.Closed.DefaultTimeout());
        Assert.Equal("service restart", client.CloseReason);
    }

    [Fact]
    public async Task TooLargeMessage_Gives1009_AndTheLimitItselfIsAccepted()
    {
        await using var server = await TestServer.StartRoomServerAsync("Protoo:MaximumMessageSize=1000");
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        const string Start = """{"request":true,"id":1,"method":"echo","data":["x"]""";
        var response = client.Expect("1");

        await client.SendAsync(Start + new string(' ', 1000 - Start.Length - 1) + "}");
        await response.DefaultTimeout();
        await client.SendAsync(Start + new string(' ', 1001 - Start.Length - 1) + "}");

        Assert.Equal(1009, await client.Closed.DefaultTimeout());
    }

    [Fact]
    public async Task EndlessMessage_Gives1009_BeforeItsEnd()
    {
        await using var server = await TestServer.StartRoomServerAsync("Protoo:MaximumMessageSize=100000");
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        var frame = new byte[10_000];
        Array.Fill(frame, (byte)' ');

        for (var i = 0; i < 20 && client.WebSocket.State == WebSocketState.Open; i++)
        {
            await client.WebSocket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: false, CancellationToken.None).DefaultTimeout();
        }

        Assert.Equal(1009, await client.Closed.DefaultTimeout());
    }

    [Fact]
    public async Task InvalidUtf8_Gives1007()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));

        await client.SendAsync([.. "\"ab"u8, 0xC3, 0x28, (byte)'"']);

        Assert.Equal(1007, await client.Closed.DefaultTimeout());
    }

    [Fact]
    public async Task BreachOfRfc6455_Gives1002()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var wire = await WireClient.ConnectAsync(server.ProtooUrl("a"));

        // A frame with a reserved opcode, masked as required.
        await wire.SendAsync([0x83, 0x80, 1, 2, 3, 4]);

        Assert.Equal(1002, await wire.ReceiveCloseAsync());
    }

    // Time stands still: nothing but the end of the connection can end the wait for it.
    [Fact]
    public async Task BreachOfRfc6455_ThenMuchData_TheServerSeesTheClientGo()
    {
        var log = FakeLogCollector.From(LogLevel.Debug);
        await using var server = await TestServer.StartRoomServerAsync(
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider());
                builder.Logging.AddFilter("Protoo", LogLevel.Debug).AddProvider(new FakeLoggerProvider(log));
            },
            "Protoo:DrainTime=00:00:00");
        await using (var wire = await WireClient.ConnectAsync(server.ProtooUrl("a")))
        {
            await wire.SendAsync([0x83, 0x80, 1, 2, 3, 4]);
            Assert.Equal(1002, await wire.ReceiveCloseAsync());
            await wire.SendAsync(new byte[8 << 20]);
        }

        await log.WaitForAsync(static record => record.Id.Name == "Disconnected");
    }

    [Fact]
    public async Task CloseFrame_Arrives_ThoughTheClientGoesOnSending()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await client.RequestAsync("echo");
        var noise = $$"""{"notification":true,"method":"nothing","data":"{{new string('x', 10_000)}}"}""";
        var sending = Task.Run(async () =>
        {
            while (client.WebSocket.State == WebSocketState.Open)
            {
                await client.WebSocket.SendAsync(Encoding.UTF8.GetBytes(noise), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            }
        });

        var room = await server.Services.GetRequiredService<IRoomRegistry<RoomHub>>().GetRoomAsync("r");
        await room!.CloseAsync();

        Assert.Equal(4000, await client.Closed.DefaultTimeout());
        await Record.ExceptionAsync(() => sending).DefaultTimeout();
    }

    [Fact]
    public async Task ClientThatDoesNotAnswerPings_IsAborted_AndTheOthersAreTold()
    {
        await using var server = await TestServer.StartRoomServerAsync("Protoo:KeepAliveInterval=00:00:00.100", "Protoo:KeepAliveTimeout=00:00:03");
        await using var witness = await ProtooTestClient.ConnectAsync(server.ProtooUrl("witness"));
        await witness.RequestAsync("echo");
        await using var mute = await WireClient.ConnectAsync(server.ProtooUrl("mute"));
        Assert.Equal("mute", (await witness.ReceiveNotificationAsync("newPeer")).GetProperty("peerId").GetString());

        Assert.Equal("mute", (await witness.ReceiveNotificationAsync("peerClosed")).GetProperty("peerId").GetString());
        Assert.Equal("1", (await witness.RequestAsync("echo", "1")).GetRawText());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ClientThatCloses_OrVanishes_IsGoneForTheOthers(bool says)
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var witness = await ProtooTestClient.ConnectAsync(server.ProtooUrl("witness"));
        await witness.RequestAsync("echo");
        var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await witness.ReceiveNotificationAsync("newPeer");

        if (says)
        {
            await client.CloseAsync();
            Assert.Equal(1000, await client.Closed.DefaultTimeout());
        }

        await client.DisposeAsync();

        Assert.Equal("a", (await witness.ReceiveNotificationAsync("peerClosed")).GetProperty("peerId").GetString());
        Assert.Equal(1, (await witness.RequestAsync("getPeers")).GetProperty("peers").GetArrayLength());
    }

    [Fact]
    public async Task RequestToPeer_EndsWhenThePeerGoes()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await a.RequestAsync("echo");
        await using var b = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b"));
        await a.ReceiveNotificationAsync("newPeer");

        var pending = a.RequestErrorAsync("request", """{"peerId":"b","method":"ask"}""");
        await b.ReceiveNextAsync();
        await b.CloseAsync();

        Assert.Equal((410, "peer closed"), await pending);
        Assert.Equal(404, (await a.RequestErrorAsync("request", """{"peerId":"b","method":"ask"}""")).Code);
    }

    [Fact]
    public async Task RequestToPeer_EndsWithItsTimeout_AndALateAnswerIsIgnored()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await a.RequestAsync("echo");
        await using var b = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b"));
        await a.ReceiveNotificationAsync("newPeer");

        var pending = a.RequestErrorAsync("request", """{"peerId":"b","method":"ask","timeout":50}""");
        var request = await b.ReceiveNextAsync();

        Assert.Equal((408, "request timeout"), await pending);
        await b.SendAsync(ProtooTestClient.ResponseTo(request));
        Assert.Equal("1", (await b.RequestAsync("echo", "1")).GetRawText());
    }
}
