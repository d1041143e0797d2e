using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Tests.Functional;

/// <summary>Unserializable data is an error of the hub that sends it: nobody gets half a message, and no connection is closed.</summary>
public sealed class UnserializableDataTests
{
    // System.Text.Json writes the first property before it reaches the second.
    private static readonly object s_bad = new { text = new string('x', 100), self = typeof(string) };

    private readonly LifeHub.Script _script = new();

    public static TheoryData<string> Ways => new(Sends.Keys);

    private static Dictionary<string, Func<LifeHub.Call, Task>> Sends => new()
    {
        ["peer.request"] = static async call => await FindPeer(call, "b").RequestAsync("m", s_bad),
        ["peer.request of SignalR"] = static async call => await FindPeer(call, "c").RequestAsync("m", s_bad),
        ["peer.request of oneself"] = static call => call.Peer.RequestAsync("m", s_bad),
        ["peer.notify"] = static call => FindPeer(call, "b").NotifyAsync("m", s_bad),
        ["peer.setData"] = static call => call.Peer.SetDataAsync(s_bad),
        ["room.spread"] = static call => call.Room.SpreadAsync("m", s_bad),
        ["room.notify"] = static call => call.Room.NotifyAsync("m", s_bad),
        ["room.notify to nobody"] = static call => call.Room.NotifyAsync("m", s_bad, to: ["nobody"]),
        ["clients.all"] = static call => call.Clients.All.SendAsync("m", s_bad),
        ["clients.allExcept"] = static call => call.Clients.AllExcept("x").SendAsync("m", s_bad),
        ["clients.caller"] = static call => call.Clients.Caller.SendAsync("m", 1, s_bad),
        ["clients.others"] = static call => call.Clients.Others.SendAsync("m", s_bad),
        ["clients.client"] = static call => call.Clients.Client(FindPeer(call, "c").ConnectionId).SendAsync("m", s_bad),
        ["clients.clients"] = static call => call.Clients.Clients(FindPeer(call, "b").ConnectionId, FindPeer(call, "c").ConnectionId).SendAsync("m", s_bad),
        ["clients.group"] = static call => call.Clients.Group("g").SendAsync("m", s_bad),
        ["clients.groupExcept"] = static call => call.Clients.GroupExcept("g", "x").SendAsync("m", s_bad),
        ["clients.groups"] = static call => call.Clients.Groups("g", "h").SendAsync("m", s_bad),
        ["clients.user"] = static call => call.Clients.User("u").SendAsync("m", s_bad),
        ["clients.users"] = static call => call.Clients.Users("u", "v").SendAsync("m", s_bad),
        ["clients.group of the room"] = static call => call.Clients.Group("protoo:room:r").SendAsync("m", s_bad),
        ["clients.client.invoke"] = static call => call.Clients.Client(FindPeer(call, "b").ConnectionId).InvokeAsync<int>("m", s_bad, CancellationToken.None),
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task IsTheCallersError_AndNobodyElses(string way)
    {
        Exception? thrown = null;
        _script.Methods["send"] = async call =>
        {
            thrown = await Record.ExceptionAsync(() => Sends[way](call));
            return null;
        };
        _script.Methods["tell"] = static async call =>
        {
            await call.Room.NotifyAsync("told");
            return null;
        };
        await using var server = await LifeServer.StartAsync(_script);
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var b = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b"));
        await using var c = await SignalRTestClient.ConnectAsync(server.HubUrl("c"), "told", "m");

        await a.RequestAsync("send");
        Assert.IsAssignableFrom<NotSupportedException>(thrown);

        await a.RequestAsync("tell");
        Assert.Equal("told", (await a.ReceiveNextAsync()).GetProperty("method").GetString());
        Assert.Equal("told", (await b.ReceiveNextAsync()).GetProperty("method").GetString());
        Assert.Equal("told", (await c.ReceiveAsync()).Method);
    }

    [Fact]
    public async Task OutsideOfHubs_IsTheCallersErrorAsWell()
    {
        await using var server = await LifeServer.StartAsync(_script);
        await using var b = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b"));
        var clients = server.Services.GetRequiredService<IHubContext<LifeHub>>().Clients;
        var room = (await server.Services.GetRequiredService<IRoomRegistry<LifeHub>>().GetRoomAsync("r"))!;

        await Assert.ThrowsAnyAsync<NotSupportedException>(() => clients.All.SendAsync("m", s_bad));
        await Assert.ThrowsAnyAsync<NotSupportedException>(() => room.SpreadAsync("m", s_bad));
        await clients.All.SendAsync("told", 1, null, "x");

        Assert.Equal("""[1,null,"x"]""", (await b.ReceiveNextAsync()).GetProperty("data").GetRawText());
    }

    private static Peer FindPeer(LifeHub.Call call, string peerId) => call.Room.FindPeer(peerId)!;
}
