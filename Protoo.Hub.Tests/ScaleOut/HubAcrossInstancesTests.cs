using Microsoft.Extensions.DependencyInjection;
using Protoo.Hosting;
using Protoo.Tests.Functional;

namespace Protoo.Tests.ScaleOut;

/// <summary>An app's own hub with peers on two instances.</summary>
public sealed class HubAcrossInstancesTests : InProcessClusterTest
{
    private readonly LifeHub.Script _script = new();

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        for (var i = 0; i < 2; i++)
        {
            var server = await TestServer.StartAsync<LifeHub>(
                signalR => signalR.AddProtoo<LifeHub>(static options => options.AnnouncePeers = true).AddProtooRedis($"127.0.0.1:{Redis.Port}"),
                builder => builder.Services.AddSingleton(_script));
            Add(server);
            await server.Services.GetRequiredService<RoomRegistry<LifeHub>>().Store.WaitUntilAvailableAsync(CancellationToken.None).DefaultTimeout();
        }
    }

    [SkippableTheory]
    [InlineData("request")]
    [InlineData("spread")]
    [InlineData("notify")]
    [InlineData("notify peer")]
    public async Task DataThatCannotBeSerialized_IsTheCallersError_AndNobodyElses(string way)
    {
        var bad = new { text = "x", self = typeof(string) };
        Exception? thrown = null;
        _script.Methods["send"] = async call =>
        {
            var b = call.Room.FindPeer("b")!;
            thrown = await Record.ExceptionAsync(() => way switch
            {
                "request" => b.RequestAsync("m", bad),
                "spread" => call.Room.SpreadAsync("m", bad, except: ["a"]),
                "notify" => call.Room.NotifyAsync("m", bad, except: ["a"]),
                _ => b.NotifyAsync("m", bad),
            });
            await call.Room.NotifyAsync("told");
            return null;
        };
        await using var a = await ProtooTestClient.ConnectAsync(Servers[0].ProtooUrl("a"));
        await using var b = await ProtooTestClient.ConnectAsync(Servers[1].ProtooUrl("b"));
        await a.ReceiveNotificationAsync("newPeer");

        await a.RequestAsync("send");

        Assert.IsAssignableFrom<NotSupportedException>(thrown);
        Assert.Equal("told", (await b.ReceiveNextAsync()).GetProperty("method").GetString());
    }

    [SkippableFact]
    public async Task AnswerOfNothing_IsFalseOrZero_AcrossInstancesToo()
    {
        _script.Methods["ask"] = static async call =>
        {
            var b = call.Room.FindPeer("b")!;
            return $"{await b.RequestAsync<bool>("m")} {await b.RequestAsync<int>("m")} '{await b.RequestAsync<string>("m")}'";
        };
        await using var a = await ProtooTestClient.ConnectAsync(Servers[0].ProtooUrl("a"));
        await using var b = await ProtooTestClient.ConnectAsync(Servers[1].ProtooUrl("b"));
        b.OnRequest = static request => ProtooTestClient.ResponseTo(request);
        await a.ReceiveNotificationAsync("newPeer");

        Assert.Equal("False 0 ''", (await a.RequestAsync("ask")).GetString());
    }

    [SkippableFact]
    public async Task Goodbye_ReachesOtherInstances_AfterPeerClosed()
    {
        _script.Closed = static call => call.Room.NotifyAsync("left", call.Peer.Id);
        await using var a = await ProtooTestClient.ConnectAsync(Servers[0].ProtooUrl("a"));
        await using var b = await ProtooTestClient.ConnectAsync(Servers[1].ProtooUrl("b"));
        await a.ReceiveNotificationAsync("newPeer");

        // The last peer of its instance.
        await b.CloseAsync();

        Assert.Equal("peerClosed", (await a.ReceiveNextAsync()).GetProperty("method").GetString());
        Assert.Equal("left", (await a.ReceiveNextAsync()).GetProperty("method").GetString());
    }

    [SkippableFact]
    public async Task OldPeer_NotifiesNobody_OnceItWasReplacedOnAnotherInstance()
    {
        await using var witness = await ProtooTestClient.ConnectAsync(Servers[0].ProtooUrl("witness"));
        await using var old = await ProtooTestClient.ConnectAsync(Servers[1].ProtooUrl("a"));
        await witness.ReceiveNotificationAsync("newPeer");
        var room = (await Servers[0].Services.GetRequiredService<IRoomRegistry<LifeHub>>().GetRoomAsync("r"))!;
        var peer = room.FindPeer("a")!;
        await peer.NotifyAsync("first");
        Assert.Equal("first", (await old.ReceiveNextAsync()).GetProperty("method").GetString());

        await using var successor = await ProtooTestClient.ConnectAsync(Servers[1].ProtooUrl("a"));
        Assert.Equal(4000, await old.Closed.DefaultTimeout());
        await peer.NotifyAsync("for the old one");
        await room.NotifyAsync("for all");

        Assert.Equal("for all", (await successor.ReceiveNextAsync()).GetProperty("method").GetString());
    }

    [SkippableFact]
    public async Task Replacement_OnAnotherInstance_DoesNotWait()
    {
        var released = new TaskCompletionSource();
        _script.Closed = _ => released.Task;
        await using var old = await ProtooTestClient.ConnectAsync(Servers[0].ProtooUrl("a"));
        await _script.UntilAsync("joined a");

        await using var successor = await ProtooTestClient.ConnectAsync(Servers[1].ProtooUrl("a"));

        await _script.UntilAsync("joined a");
        released.SetResult();
        Assert.Equal(4000, await old.Closed.DefaultTimeout());
    }

    [SkippableFact]
    public async Task Open_IsAfterTheSeat_SoThatWhoComesLaterIsAnnounced()
    {
        for (var i = 0; i < 50; i++)
        {
            await using var first = await ProtooTestClient.ConnectAsync(Servers[0].ProtooUrl($"first{i}"));
            await using var second = await ProtooTestClient.ConnectAsync(Servers[1].ProtooUrl($"second{i}"));

            Assert.Equal($"second{i}", (await first.ReceiveNotificationAsync("newPeer")).GetProperty("peerId").GetString());
        }
    }

    [SkippableFact]
    public async Task CloseFromAnotherInstance_AnswersFirst()
    {
        var released = new TaskCompletionSource();
        _script.Methods["wait"] = async _ =>
        {
            await released.Task;
            return "at last";
        };
        await using var a = await ProtooTestClient.ConnectAsync(Servers[0].ProtooUrl("a"));
        var answer = a.RequestAsync("wait");
        await _script.UntilAsync("wait");
        var room = (await Servers[1].Services.GetRequiredService<IRoomRegistry<LifeHub>>().GetRoomAsync("r"))!;

        Assert.True(await room.CloseAsync());
        released.SetResult();

        Assert.Equal("at last", (await answer).GetString());
        Assert.Equal(4000, await a.Closed.DefaultTimeout());
    }
}
