using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Protoo.Clustering;

namespace Protoo.Tests.Rooms;

/// <summary>How many rooms an instance has, how many peers a room has, and how much data a peer has, at most.</summary>
public sealed class RoomLimitsTests
{
    [Fact]
    public async Task Room_IsFull_409_AndNobodyIsTold()
    {
        await using var harness = new RoomHarness(static options => options.MaximumPeersPerRoom = 2);
        var a = await harness.JoinAsync("a");
        await harness.JoinAsync("b");
        _ = a.Read();
        var exception = await Assert.ThrowsAsync<ProtooException>(() => harness.JoinAsync("c"));
        Assert.Equal((409, "The room is full."), (exception.Code, exception.Reason));
        Assert.Empty(a.Read());
        Assert.Equal(["a", "b"], harness.Room.GetSeats().Select(static seat => seat.PeerId));

        // Another room has seats of its own.
        await harness.JoinAsync("c", roomId: "other");
    }

    [Fact]
    public async Task Room_IsFull_PeersInItMayReturn()
    {
        await using var harness = new RoomHarness(static options => options.MaximumPeersPerRoom = 2);
        var old = await harness.JoinAsync("a");
        await harness.JoinAsync("b");
        var newer = await harness.JoinAsync("a");
        Assert.Equal((true, false), (old.Peer.Seat.IsVacant, newer.Peer.Seat.IsVacant));
        await AssertFullAsync(harness);

        await newer.Peer.LeaveAsync();
        await harness.JoinAsync("c");
        await AssertFullAsync(harness);
    }

    [Fact]
    public async Task Room_IsGoneAndMadeAnew_HasAllItsSeats()
    {
        await using var harness = new RoomHarness(static options => options.MaximumPeersPerRoom = 1);
        var room = (await harness.JoinAsync("a")).Peer.Room;
        await AssertFullAsync(harness);
        await room.CloseAsync();
        Assert.NotSame(room, (await harness.JoinAsync("b")).Peer.Room);
        await AssertFullAsync(harness);
    }

    [Fact]
    public async Task Room_HasPeersElsewhere_TheyAreCounted()
    {
        await using var harness = new RoomHarness(static options => options.MaximumPeersPerRoom = 2, new RecordingStore());
        await harness.JoinAsync("a");
        RecordingStore.Join(harness.Room, "far");
        await AssertFullAsync(harness);
    }

    [Fact]
    public async Task Rosters_ArePutTogether_AllPeersStay()
    {
        await using var harness = new RoomHarness(static options => options.MaximumPeersPerRoom = 1, new RecordingStore());
        var a = await harness.JoinAsync("a");
        var far = new Seat("far", "connection of far", PeerTransport.Native, "elsewhere") { Generation = 2, Order = 2 };
        lock (harness.Room.Gate)
        {
            harness.Room.LoadUnsynchronized(2, [a.Peer.Seat, far]);
        }

        Assert.False(a.IsClosed);
        Assert.Equal(["a", "far"], harness.Room.GetSeats().Select(static seat => seat.PeerId));
        await AssertFullAsync(harness);
    }

    [Fact]
    public async Task Peers_JoinAtOnce_NeverOneMore()
    {
        await using var harness = new RoomHarness(static options => options.MaximumPeersPerRoom = 10);
        using var hits = CollectHits(harness);
        var refusals = await JoinAtOnceAsync(Enumerable.Range(0, 100).Select(i => (Func<Task>)(() => harness.JoinAsync($"p{i}"))));
        Assert.Equal(10, harness.Room.GetSeats().Length);
        Assert.Equal(Enumerable.Repeat("409: The room is full.", 90), refusals.OfType<string>());
        Assert.Equal(Enumerable.Repeat("peers_per_room", 90), Limits(hits));
    }

    [Fact]
    public async Task Rooms_AreAsManyAsThereMayBe_503_AndThoseGoOn()
    {
        await using var harness = new RoomHarness(static options => options.MaximumRooms = 2);
        using var hits = CollectHits(harness);
        var a = await harness.JoinAsync("a");
        await harness.JoinAsync("a", roomId: "s");
        var exception = await Assert.ThrowsAsync<ProtooException>(() => harness.JoinAsync("a", roomId: "t"));
        Assert.Equal((503, "Too many rooms."), (exception.Code, exception.Reason));
        Assert.Null(harness.Registry.Find("t"));
        Assert.Equal(["rooms"], Limits(hits));

        await harness.JoinAsync("b");
        await harness.JoinAsync("a", roomId: "s");
        await a.Peer.LeaveAsync();
        await AssertTooManyRoomsAsync(harness);
    }

    [Fact]
    public async Task Rooms_OneIsGone_MakesRoomForOne()
    {
        await using var harness = new RoomHarness(static options => options.MaximumRooms = 1);
        for (var i = 0; i < 3; i++)
        {
            var a = await harness.JoinAsync("a");
            await AssertTooManyRoomsAsync(harness);
            await a.Peer.LeaveAsync();
            var b = await harness.JoinAsync("b", roomId: "t");
            await Assert.ThrowsAsync<ProtooException>(() => harness.JoinAsync("a"));
            await b.Peer.Room.CloseAsync();
        }
    }

    [Fact]
    public async Task Rooms_OfWhomIsRefused_OrOfOthers_AreNotCounted()
    {
        var store = new RecordingStore { Refuses = true };
        await using var harness = new RoomHarness(static options => options.MaximumRooms = 1, store);
        Assert.Equal(409, (await Assert.ThrowsAsync<ProtooException>(() => harness.JoinAsync("a"))).Code);

        store.Refuses = false;
        store.Elsewhere["s"] = [new Seat("far", "connection of far", PeerTransport.Native, "elsewhere") { Generation = 1 }];
        Assert.NotNull(await harness.Registry.GetRoomAsync("s"));
        await harness.JoinAsync("a");
        await AssertTooManyRoomsAsync(harness);
    }

    [Fact]
    public async Task Rooms_AreOpenedAtOnce_NeverOneMore_AndEachWithAllItsPeers()
    {
        await using var harness = new RoomHarness(static options => options.MaximumRooms = 10);
        var refusals = await JoinAtOnceAsync(Enumerable.Range(0, 100).Select(i => (Func<Task>)(() => harness.JoinAsync($"p{i}", roomId: $"r{i % 25}"))));
        var rooms = await harness.Registry.GetRoomsAsync();
        Assert.Equal(10, rooms.Count);
        Assert.All(rooms, static room => Assert.Equal(4, room.Peers.Count));
        Assert.Equal(Enumerable.Repeat("503: Too many rooms.", 60), refusals.OfType<string>());
    }

    [Fact]
    public async Task Accept_TooMuchData_413_AndWhoItIsIsKnown()
    {
        await using var harness = new RoomHarness(static options => options.MaximumPeerDataSize = 8);
        using var hits = CollectHits(harness);
        var request = harness.CreateRequest();
        var exception = Assert.Throws<ProtooException>(() => request.Accept("r", "a", RawJson.Parse("""{"a":"b"}""")));
        Assert.Equal((413, "The data of a peer may have 8 bytes at most."), (exception.Code, exception.Reason));
        Assert.Equal((false, "r", "a"), (request.IsAccepted, request.RoomId, request.PeerId));
        Assert.Equal(["peer_data"], Limits(hits));

        // The app may decide otherwise.
        request.Accept("r", "a", RawJson.Parse("""{"a":12}"""));
    }

    [Fact]
    public async Task SetData_TooMuch_413_ThePresentDataStays_AndTheLogNamesThePeer()
    {
        await using var harness = new RoomHarness(static options => options.MaximumPeerDataSize = 8);
        using var hits = CollectHits(harness);
        var member = await harness.JoinAsync("a\n");
        var peer = new Peer(harness.Room, member.Peer.Seat, member.Peer.Seat, null);

        // It is bytes that count: "ä" has two.
        await peer.SetDataAsync("aaaaaa");
        await peer.SetDataAsync(RawJson.Parse("\"äää\""));
        var exception = await Assert.ThrowsAsync<ProtooException>(() => peer.SetDataAsync(RawJson.Parse("\"äääa\"")));
        Assert.Equal((413, "The data of a peer may have 8 bytes at most."), (exception.Code, exception.Reason));
        Assert.Equal("\"äää\"", peer.Data.ToString());
        Assert.Equal(["peer_data"], Limits(hits));
        var record = harness.Log.LatestRecord;
        Assert.Equal((LogLevel.Information, "PeerDataTooLarge"), (record.Level, record.Id.Name));
        Assert.Equal("The new data of peer a? in room r was refused: it has 9 bytes, and may have 8.", record.Message);
    }

    [Fact]
    public async Task SetData_TooMuchAgainAndAgain_IsLoggedLessAndLess_PerPeer()
    {
        await using var harness = new RoomHarness(static options => (options.MaximumPeerDataSize, options.MaximumRoomDataSize) = (8, 8));
        using var hits = CollectHits(harness);
        foreach (var member in new[] { await harness.JoinAsync("a"), await harness.JoinAsync("b") })
        {
            var (peer, room) = (new Peer(harness.Room, member.Peer.Seat, member.Peer.Seat, null), new Room(harness.Room, member.Peer.Seat, null));
            for (var i = 0; i < 5; i++)
            {
                await Assert.ThrowsAsync<ProtooException>(() => peer.SetDataAsync("123456789"));
                await Assert.ThrowsAsync<ProtooException>(() => room.SetDataAsync("123456789"));
            }
        }

        Assert.Equal(20, Limits(hits).Count());
        var logged = harness.Log.GetSnapshot().Select(static record => record.Id.Name).Where(static name => name is "PeerDataTooLarge" or "RoomDataTooLarge");
        Assert.Equal(["PeerDataTooLarge", "RoomDataTooLarge", "RoomDataTooLarge", "RoomDataTooLarge"], logged.Take(4));
        Assert.Equal(8, logged.Count());
    }

    private static async Task AssertFullAsync(RoomHarness harness)
    {
        Assert.Equal("The room is full.", (await Assert.ThrowsAsync<ProtooException>(() => harness.JoinAsync("newcomer"))).Reason);
    }

    private static async Task AssertTooManyRoomsAsync(RoomHarness harness)
    {
        Assert.Equal("Too many rooms.", (await Assert.ThrowsAsync<ProtooException>(() => harness.JoinAsync("a", roomId: "t"))).Reason);
    }

    /// <summary>Returns for each join why it was refused, or null.</summary>
    private static Task<string?[]> JoinAtOnceAsync(IEnumerable<Func<Task>> joins)
    {
        return Task.WhenAll(joins.Select(join => Task.Run(async () =>
        {
            try
            {
                await join();
                return null;
            }
            catch (ProtooException exception)
            {
                return exception.Message;
            }
        }))).DefaultTimeout();
    }

    private static MetricCollector<long> CollectHits(RoomHarness harness)
    {
        return new(harness.Services.GetRequiredService<IMeterFactory>(), ProtooMetrics.MeterName, "protoo.limits.hit");
    }

    private static IEnumerable<object?> Limits(MetricCollector<long> hits) => hits.GetMeasurementSnapshot().Select(static hit => hit.Tags["protoo.limit"]);
}
