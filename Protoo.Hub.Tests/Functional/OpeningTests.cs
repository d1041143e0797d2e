using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Tests.Functional;

/// <summary>When a native client sees <c>open</c>, it is in its room, and later peers are announced to it.</summary>
public sealed class OpeningTests
{
    private readonly LifeHub.Script _script = new();
    private readonly GreetingHub.Gate _gate = new();

    [Fact]
    public async Task Open_IsNotBeforeTheSeat()
    {
        var released = new TaskCompletionSource();
        _script.BeforeJoining = _ => released.Task;
        await using var server = await LifeServer.StartAsync(_script);

        var connecting = ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await _script.UntilAsync("asked");
        Assert.Null(await RoomAsync(server));
        Assert.False(connecting.IsCompleted);
        released.SetResult();

        await using var client = await connecting;
        Assert.NotNull((await RoomAsync(server))!.FindPeer("a"));
    }

    [Fact]
    public async Task Open_IsBeforeOnPeerJoined()
    {
        var released = new TaskCompletionSource();
        _script.Joined = async call =>
        {
            await call.Room.NotifyAsync("welcome");
            await released.Task;
        };
        await using var server = await LifeServer.StartAsync(_script);

        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        Assert.Equal("welcome", (await client.ReceiveNextAsync()).GetProperty("method").GetString());
        var answer = client.RequestErrorAsync("unknown");
        released.SetResult();
        Assert.Equal(500, (await answer).Code);
        server.ExpectsErrors = true;
    }

    [Fact]
    public async Task WhatIsSentBeforeTheSeat_Waits_InOrder()
    {
        _script.Methods["more"] = static async call =>
        {
            await call.Clients.Caller.SendAsync("second");
            return null;
        };
        _script.BeforeJoining = static clients => clients.Caller.SendAsync("first");
        await using var server = await LifeServer.StartAsync(_script);
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await client.RequestAsync("more");

        Assert.Equal("first", (await client.ReceiveNextAsync()).GetProperty("method").GetString());
        Assert.Equal("second", (await client.ReceiveNextAsync()).GetProperty("method").GetString());
    }

    [Fact]
    public async Task HubWithoutPeers_IsOpen_WhenOnConnectedIsOver()
    {
        await using var server = await StartGreetingAsync(_gate);
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo"));

        Assert.Equal("hello", (await client.ReceiveNextAsync()).GetProperty("method").GetString());
        Assert.Equal(0, (await client.RequestAsync("size")).GetInt32());
    }

    [Fact]
    public async Task HubWithoutPeers_ThatSendsMuch_IsOpenAtOnce()
    {
        await using var server = await StartGreetingAsync(_gate);

        // More than may wait for the 101, while OnConnectedAsync cannot end before the client has read it.
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo?kilobytes=900"));
        Assert.Equal("hello", (await client.ReceiveNextAsync()).GetProperty("method").GetString());
        for (var i = 0; i < 900; i++)
        {
            Assert.Equal("chunk", (await client.ReceiveNextAsync()).GetProperty("method").GetString());
        }

        _gate.Released.SetResult();
        Assert.Equal(900, (await client.RequestAsync("size")).GetInt32());
    }

    [Fact]
    public async Task HubWithoutPeers_FailsToConnect_IsAStatus()
    {
        await using var server = await StartGreetingAsync(_gate);
        server.ExpectsErrors = true;

        Assert.Equal((HttpStatusCode.InternalServerError, "Internal Server Error"), await Handshake.GetRefusalAsync(server.WebSocketUrl("/protoo?kilobytes=none")));
    }

    [Fact]
    public async Task SeatIsRefused_IsAStatus()
    {
        var released = new TaskCompletionSource();
        var isFirst = true;
        _script.BeforeJoining = _ => Interlocked.Exchange(ref isFirst, false) ? released.Task : Task.CompletedTask;
        await using var server = await LifeServer.StartAsync(_script, static options => options.DuplicatePeer = DuplicatePeer.Reject);

        // The app accepts both; there is a seat for one.
        var refused = Handshake.GetRefusalAsync(server.ProtooUrl("a"));
        await _script.UntilAsync("asked");
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        released.SetResult();

        Assert.Equal((HttpStatusCode.Conflict, "The room has a peer of that id."), await refused);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ClientIsGone_BeforeTheAppHasDecided_IsNoGhost(bool isNative)
    {
        await using var server = await LifeServer.StartAsync(_script, static options => options.AnnouncePeers = true);
        await using var witness = await ProtooTestClient.ConnectAsync(server.ProtooUrl("witness"));
        await _script.UntilAsync("joined witness");
        var decided = new TaskCompletionSource();
        _script.Decides = async request =>
        {
            var gone = new TaskCompletionSource();
            await using var registration = request.HttpContext.RequestAborted.Register(gone.SetResult);
            await gone.Task.DefaultTimeout();
            decided.SetResult();
        };

        if (isNative)
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, server.Http.Port).DefaultTimeout();
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                "GET /protoo?peerId=ghost HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: protoo\r\n\r\n")).AsTask().DefaultTimeout();
            await _script.UntilAsync("asked");
        }
        else
        {
            await using var wire = await SignalRWire.ConnectAsync(server.HubUrl("ghost"));
            await _script.UntilAsync("asked");
        }

        await decided.Task.DefaultTimeout();
        _script.Decides = static _ => Task.CompletedTask;
        await using var next = await ProtooTestClient.ConnectAsync(server.ProtooUrl("next"));

        Assert.Equal("next", (await witness.ReceiveNextAsync()).GetProperty("data").GetProperty("peerId").GetString());
    }

    private static ValueTask<Room?> RoomAsync(TestServer server) => server.Services.GetRequiredService<IRoomRegistry<LifeHub>>().GetRoomAsync("r");

    private static Task<TestServer> StartGreetingAsync(GreetingHub.Gate gate) => TestServer.StartAsync<GreetingHub>(
        static signalR => signalR.AddProtoo(),
        builder => builder.Services.AddSingleton(gate));

    /// <summary>Sends kilobytes while a client connects, then waits for the test.</summary>
    internal sealed class GreetingHub(GreetingHub.Gate gate) : Hub
    {
        public int Size() => (int)Context.Items["size"]!;

        public override async Task OnConnectedAsync()
        {
            var kilobytes = int.Parse(Context.GetHttpContext()!.Request.Query["kilobytes"] is [{ } text] ? text : "0", CultureInfo.InvariantCulture);
            Context.Items["size"] = kilobytes;
            await Clients.Caller.SendAsync("hello");
            for (var i = 0; i < kilobytes; i++)
            {
                await Clients.Caller.SendAsync("chunk", new string('x', 1000));
            }

            if (kilobytes > 0)
            {
                await gate.Released.Task;
            }
        }

        internal sealed class Gate
        {
            public TaskCompletionSource Released { get; } = new();
        }
    }
}
