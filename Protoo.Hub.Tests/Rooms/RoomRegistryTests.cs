using Protoo.Clustering;

namespace Protoo.Tests.Rooms;

/// <summary>The rooms on this instance and others, and who gets a seat.</summary>
public sealed class RoomRegistryTests : IAsyncDisposable
{
    private readonly RecordingStore _store = new();
    private readonly RoomHarness _harness;

    public RoomRegistryTests() => _harness = new RoomHarness(store: _store);

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task Rooms_AreThoseOfAllInstances_EachOnce()
    {
        await _harness.JoinAsync("a");
        _store.Elsewhere["r"] = [SeatOf("x")];
        _store.Elsewhere["s"] = [SeatOf("y"), SeatOf("z")];

        var rooms = await _harness.Registry.GetRoomsAsync();
        Assert.Equal(["r: a", "s: y z"], rooms.Select(static room => $"{room.Id}: {string.Join(' ', room.Peers.Select(static peer => peer.Id))}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Room_IsFoundHereFirst_ThenElsewhere()
    {
        await _harness.JoinAsync("a");
        _store.Elsewhere["r"] = [SeatOf("x")];
        _store.Elsewhere["s"] = [SeatOf("y")];
        Assert.True((await _harness.Registry.GetRoomAsync("r"))!.HasPeer("a"));
        Assert.True((await _harness.Registry.GetRoomAsync("s"))!.HasPeer("y"));
        Assert.Null(await _harness.Registry.GetRoomAsync("t"));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await _harness.Registry.GetRoomAsync(null!));
    }

    [Fact]
    public async Task Join_WhoWasRejected_GetsNoSeat()
    {
        var member = RoomMember.Connect(_harness.Registry);
        var request = _harness.CreateRequest();
        request.Reject(402, "No Money");
        Assert.Equal(402, (await Assert.ThrowsAsync<ProtooException>(() => _harness.Registry.JoinAsync(member.Peer, request))).Code);
        Assert.False(member.Peer.HasSeat);
    }

    [Fact]
    public async Task Join_WhoIsGone_GetsNoSeat()
    {
        var member = RoomMember.Connect(_harness.Registry);
        member.Connection.Abort();
        await member.UntilClosedAsync();
        Assert.True(member.Peer.IsGone);
        var request = _harness.CreateRequest();
        request.Accept("r", "a");
        var exception = await Assert.ThrowsAsync<ProtooException>(() => _harness.Registry.JoinAsync(member.Peer, request));
        Assert.Equal((499, "The client is gone."), (exception.Code, exception.Reason));
        Assert.Null(_harness.Registry.Find("r"));
    }

    [Fact]
    public async Task Join_PeerIsThere_AndStays_409()
    {
        await using var harness = new RoomHarness(static options => options.DuplicatePeer = DuplicatePeer.Reject);
        var a = await harness.JoinAsync("a");
        var room = harness.Room;
        Assert.Equal(409, (await Assert.ThrowsAsync<ProtooException>(() => harness.JoinAsync("a"))).Code);
        Assert.False(a.IsClosed);

        // The refused seat does not keep the room alive.
        await a.Peer.LeaveAsync();
        Assert.NotSame(room, (await harness.JoinAsync("a")).Peer.Room);
    }

    [Fact]
    public async Task Join_IsRefusedElsewhere_NothingOfTheRoomStays()
    {
        _store.Refuses = true;
        var member = RoomMember.Connect(_harness.Registry);
        var request = _harness.CreateRequest();
        request.Accept("r", "a");
        Assert.Equal(409, (await Assert.ThrowsAsync<ProtooException>(() => _harness.Registry.JoinAsync(member.Peer, request))).Code);
        Assert.True(member.Peer.Seat.IsVacant);
        Assert.False(member.IsClosed);
        Assert.Null(_harness.Registry.Find("r"));
    }

    [Fact]
    public async Task Join_HasDataAndATurn_WhereThereAreOthers()
    {
        var member = RoomMember.Connect(_harness.Registry);
        var request = _harness.CreateRequest();
        request.Accept("r", "a", new { n = 1 });
        await _harness.Registry.JoinAsync(member.Peer, request);
        Assert.Equal("""{"n":1}""", member.Peer.Seat.Data.ToString());
        Assert.NotNull(member.Peer.Seat.Turn);

        await using var alone = new RoomHarness();
        Assert.Null((await alone.JoinAsync("a")).Peer.Seat.Turn);
    }

    [Fact]
    public async Task Stopped_IsNotOpen()
    {
        Assert.True(_harness.Registry.IsOpen);
        _store.IsAvailable = false;
        Assert.False(_harness.Registry.IsOpen);
        _store.AdmitsWhileAway = true;
        Assert.True(_harness.Registry.IsOpen);
        _harness.Registry.Stop();
        Assert.False(_harness.Registry.IsOpen);
        Assert.True(_harness.Registry.IsStopped);
    }

    [Fact]
    public async Task Predecessor_IsWaitedFor_ButNotForLong()
    {
        await using var harness = new RoomHarness(static options => options.CloseTimeout = TimeSpan.FromSeconds(3));
        var old = await harness.JoinAsync("a");
        var newer = await harness.JoinAsync("a");
        var waiting = newer.Peer.WaitForPredecessorAsync();
        Assert.False(waiting.IsCompleted);
        await old.Peer.OnLeftAsync();
        await waiting.DefaultTimeout();
        Assert.True(newer.Peer.WaitForPredecessorAsync().IsCompletedSuccessfully);

        var newest = await harness.JoinAsync("a");
        waiting = newest.Peer.WaitForPredecessorAsync();
        Assert.False(waiting.IsCompleted);
        harness.Clock.Advance(TimeSpan.FromSeconds(3));
        await waiting.DefaultTimeout();
        Assert.Equal("PredecessorStays", harness.Log.LatestRecord.Id.Name);
    }

    private static Seat SeatOf(string peerId) => new(peerId, $"connection of {peerId}", PeerTransport.Native, "elsewhere") { Generation = 1 };
}
