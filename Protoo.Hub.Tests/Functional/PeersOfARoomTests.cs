using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Tests.Functional;

/// <summary>How an app finds out who is in a room, and tells peers apart.</summary>
public sealed class PeersOfARoomTests
{
    private readonly LifeHub.Script _script = new();

    [Fact]
    public async Task Peers_AreFound_ById_AndInTheOrderOfJoining()
    {
        await using var server = await LifeServer.StartAsync(_script);
        await using var b = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b"));
        await using var a = await SignalRTestClient.ConnectAsync(server.HubUrl("a"));
        var room = await RoomAsync(server);

        Assert.Equal(["b", "a"], room.Peers.Select(static peer => peer.Id));
        Assert.True(room.HasPeer("a"));
        Assert.False(room.HasPeer("A"));
        Assert.Equal(PeerTransport.SignalR, room.FindPeer("a")!.Transport);
        Assert.Null(room.FindPeer("nobody"));
        Assert.Throws<ArgumentNullException>(() => room.FindPeer(null!));
    }

    [Fact]
    public async Task PeersAndRooms_EqualThemselves_HoweverTheyAreGot()
    {
        var isOne = new TaskCompletionSource<bool>();
        _script.Methods["compare"] = call =>
        {
            isOne.SetResult(call.Room.FindPeer(call.Peer.Id) == call.Peer && call.Room.Peers.Count(peer => peer != call.Peer) == 1);
            return Task.FromResult<object?>(null);
        };
        await using var server = await LifeServer.StartAsync(_script);
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var b = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b"));
        await a.RequestAsync("compare");
        var (room, again) = (await RoomAsync(server), await RoomAsync(server));

        Assert.True(await isOne.Task);
        Assert.True(room == again && room.Equals((object)again) && room.GetHashCode() == again.GetHashCode());
        Assert.Equal(2, room.Peers.Concat(again.Peers).ToHashSet().Count);
        Assert.True(room.FindPeer("a") != room.FindPeer("b") && room.FindPeer("a") != null);
        Assert.Equal(("r", "a"), (room.ToString(), room.FindPeer("a")!.ToString()));
    }

    [Fact]
    public async Task Successor_IsAnotherPeer_AndTheOldOneIsClosed()
    {
        await using var server = await LifeServer.StartAsync(_script);
        await using var old = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        var room = await RoomAsync(server);
        var peer = room.FindPeer("a")!;
        Assert.False(peer.IsClosed || room.IsClosed);

        await using var successor = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await old.Closed.DefaultTimeout();

        Assert.True(peer.IsClosed);
        Assert.NotEqual(peer, room.FindPeer("a"));
        await room.CloseAsync();
        Assert.True(room.IsClosed);
    }

    [Fact]
    public async Task Spread_AsksSome_OfThemNotTheExcluded()
    {
        await using var server = await LifeServer.StartAsync(_script);
        var clients = new List<ProtooTestClient>();
        foreach (var peerId in new[] { "a", "b", "c" })
        {
            clients.Add(await ProtooTestClient.ConnectAsync(server.ProtooUrl(peerId)));
            clients[^1].OnRequest = static request => ProtooTestClient.ResponseTo(request);
        }

        var room = await RoomAsync(server);

        Assert.Equal(["a", "c"], (await room.SpreadAsync("m", to: ["c", "nobody", "a"])).Select(static response => response.PeerId));
        Assert.Equal(["c"], (await room.SpreadAsync("m", to: ["c", "a"], except: ["a"])).Select(static response => response.PeerId));
        Assert.Empty(await room.SpreadAsync("m", to: []));
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }

    private static async Task<Room> RoomAsync(TestServer server)
    {
        return (await server.Services.GetRequiredService<IRoomRegistry<LifeHub>>().GetRoomAsync("r"))!;
    }
}
