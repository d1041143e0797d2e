using Microsoft.AspNetCore.SignalR.Protocol;
using Protoo.Clustering;
using Protoo.Rooms;

namespace Protoo.Tests.Rooms;

/// <summary>A room on its own instance: who is told what, in which order, and what is no longer sent.</summary>
public sealed class LocalRoomTests
{
    [Fact]
    public async Task Join_TellsTheOthers_AndLeaveToo()
    {
        await using var harness = new RoomHarness();
        var a = await harness.JoinAsync("a");
        var b = await harness.JoinAsync("b");
        var room = harness.Room;

        Assert.True(await b.Peer.LeaveAsync());
        Assert.False(await b.Peer.LeaveAsync());

        Assert.Equal(["""newPeer {"peerId":"b","data":{}}""", """peerClosed {"peerId":"b"}"""], a.Read());
        Assert.Empty(b.Read());
        await b.UntilClosedAsync();
        Assert.Equal("a", Assert.Single(room.GetSeats()).PeerId);
    }

    [Fact]
    public async Task LastPeerLeaves_RoomEnds_AndTheNextOneIsAnother()
    {
        await using var harness = new RoomHarness();
        var a = await harness.JoinAsync("a");
        var room = harness.Room;
        await a.Peer.LeaveAsync();

        Assert.Null(harness.Registry.Find("r"));
        Assert.Equal(JoinOutcome.RoomGone, await room.JoinAsync(RoomMember.Connect(harness.Registry).Peer, SeatOf("b")));
        await harness.JoinAsync("b");
        Assert.NotSame(room, harness.Room);
    }

    [Fact]
    public async Task Notify_ReachesAll_SomeOrAllButSome()
    {
        await using var harness = new RoomHarness(static options => options.AnnouncePeers = false);
        var a = await harness.JoinAsync("a");
        var b = await harness.JoinAsync("b");
        var c = await harness.JoinAsync("c");

        await harness.Room.Notify(null, Message("all"), to: null, except: null);
        await harness.Room.Notify(null, Message("some"), to: ["a", "c", "nobody"], except: ["c"]);
        await harness.Room.Notify(null, Message("but"), to: null, except: ["a", "nobody"]);
        await harness.Room.Notify(null, Message("one"), c.Peer.Seat);

        Assert.Equal(["all 1", "some 1"], a.Read());
        Assert.Equal(["all 1", "but 1"], b.Read());
        Assert.Equal(["all 1", "but 1", "one 1"], c.Read());
    }

    [Fact]
    public async Task Notify_OfAVacantSeat_OrToOne_ReachesNobody()
    {
        await using var harness = new RoomHarness(static options => options.AnnouncePeers = false);
        var a = await harness.JoinAsync("a");
        var old = await harness.JoinAsync("b");
        var room = harness.Room;
        var newer = await harness.JoinAsync("b");
        Assert.True(old.Peer.Seat.IsVacant);

        await room.Notify(old.Peer.Seat, Message("late"), to: null, except: null);
        await room.Notify(old.Peer.Seat, Message("late"), a.Peer.Seat);
        await room.Notify(null, Message("to the old one"), old.Peer.Seat);
        await room.Notify(newer.Peer.Seat, Message("now"), to: null, except: null);

        Assert.Equal(["now 1"], a.Read());
        Assert.Equal(["now 1"], newer.Read());
        Assert.Empty(old.Read());
    }

    [Fact]
    public async Task Request_OfOrToAVacantSeat_Is410_AndASpreadAsksNobody()
    {
        await using var harness = new RoomHarness(static options => options.AnnouncePeers = false);
        var a = await harness.JoinAsync("a");
        var b = await harness.JoinAsync("b");
        var room = harness.Room;
        await b.Peer.LeaveAsync();

        Assert.Equal(410, (await RequestAsync(room, null, b.Peer.Seat)).ErrorCode);
        Assert.Equal(410, (await RequestAsync(room, b.Peer.Seat, a.Peer.Seat)).ErrorCode);
        Assert.Empty(await room.Requests.SpreadAsync<RawJson>(b.Peer.Seat, "m", [1], to: null, except: null, TimeSpan.FromSeconds(1), CancellationToken.None));
        Assert.Empty(a.Read());
    }

    [Fact]
    public async Task Request_EndsWhenThePeerGoes_OrItsTimeIsOver()
    {
        await using var harness = new RoomHarness(static options => options.AnnouncePeers = false);
        await harness.JoinAsync("a");
        var b = await harness.JoinAsync("b");
        var room = harness.Room;

        var slow = RequestAsync(room, null, b.Peer.Seat);
        Assert.Equal(["p1: m 1"], b.Read());
        Assert.False(slow.IsCompleted);
        harness.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(408, (await slow.DefaultTimeout()).ErrorCode);

        var pending = RequestAsync(room, null, b.Peer.Seat);
        await b.Peer.LeaveAsync();
        Assert.Equal(410, (await pending.DefaultTimeout()).ErrorCode);
    }

    [Fact]
    public async Task Replace_ClosesTheOldConnection_AndNobodyIsTold()
    {
        await using var harness = new RoomHarness();
        var a = await harness.JoinAsync("a");
        var old = await harness.JoinAsync("b");
        a.Read();
        var pending = RequestAsync(harness.Room, null, old.Peer.Seat);

        var newer = await harness.JoinAsync("b");

        await old.UntilClosedAsync();
        Assert.Equal(410, (await pending.DefaultTimeout()).ErrorCode);
        Assert.Empty(a.Read());
        Assert.Equal(old.Peer.Left, newer.Peer.PredecessorLeft);
    }

    [Fact]
    public async Task ReplacedElsewhere_BeforeItsJoinWasOver_IsClosed()
    {
        var store = new RecordingStore { AfterJoin = static room => RecordingStore.Join(room, "a") };
        await using var harness = new RoomHarness(store: store);

        var a = await harness.JoinAsync("a");

        Assert.True(a.Peer.Seat.IsVacant);
        await a.UntilClosedAsync();
    }

    [Fact]
    public async Task Close_ClosesAll_AndTellsNobody()
    {
        await using var harness = new RoomHarness();
        var a = await harness.JoinAsync("a");
        var b = await harness.JoinAsync("b");
        a.Read();
        var room = harness.Room;

        Assert.True(await room.CloseAsync());
        Assert.False(await room.CloseAsync());

        await Task.WhenAll(a.UntilClosedAsync(), b.UntilClosedAsync());
        Assert.Empty(a.Read());
        Assert.Null(harness.Registry.Find("r"));
    }

    [Fact]
    public async Task Close_WaitsForAnswersThatAreOwed_AndNotForever()
    {
        await using var harness = new RoomHarness(static options => options.CloseTimeout = TimeSpan.FromSeconds(3));
        var a = await harness.JoinAsync("a");
        var b = await harness.JoinAsync("b");
        a.Peer.OnInvocation();
        b.Peer.OnInvocation();

        await harness.Room.CloseAsync();
        Assert.False(a.IsClosed || b.IsClosed);
        a.Peer.OnInvocationAnswered();
        await a.UntilClosedAsync();
        Assert.False(b.IsClosed);
        harness.Clock.Advance(TimeSpan.FromSeconds(3));
        await b.UntilClosedAsync();
    }

    [Fact]
    public async Task Connections_AreFoundBySeat_AndPeersByConnection()
    {
        await using var harness = new RoomHarness();
        var a = await harness.JoinAsync("a");
        var b = await harness.JoinAsync("b");
        var room = harness.Room;
        Assert.Same(b.Peer, room.FindLocal(b.Peer.Seat));
        Assert.Null(room.FindLocal(SeatOf("c")));
        Assert.Equal(["b"], room.FindPeerIds([b.Connection.ConnectionId, "nobody's"]));
        Assert.Empty(room.FindPeerIds([]));
        await a.Peer.LeaveAsync();
        Assert.Null(room.FindLocal(a.Peer.Seat));
    }

    [Fact]
    public async Task Leave_WaitsForAnswersThatAreOwed_AReplacedConnectionDoesNot()
    {
        await using var harness = new RoomHarness();
        var old = await harness.JoinAsync("a");
        old.Peer.OnInvocation();
        var newer = await harness.JoinAsync("a");
        await old.UntilClosedAsync();
        newer.Peer.OnInvocation();
        await newer.Peer.LeaveAsync();
        Assert.False(newer.IsClosed);
        newer.Peer.OnInvocationAnswered();
        await newer.UntilClosedAsync();
    }

    private static Task<PeerResponse<RawJson>> RequestAsync(LocalRoom room, Seat? sender, Seat target)
    {
        return room.Requests.AskAsync<RawJson>(sender, target, "m", [1], TimeSpan.FromSeconds(1), CancellationToken.None);
    }

    private static InvocationMessage Message(string method) => new(method, [1]);

    private static Seat SeatOf(string peerId) => new(peerId, $"connection of {peerId}", PeerTransport.SignalR, "here");
}
