using System.Text;
using Protoo.Clustering;

namespace Protoo.Tests.Specifications;

/// <summary>The rules that every <see cref="IRosterStore"/> must keep.</summary>
public abstract class RosterStoreSpecification : IAsyncLifetime
{
    private const string PeerId = "a";

    private IRosterStore _store = null!;
    private RecordingReplica _room = null!;
    private int _connections;

    public virtual async Task InitializeAsync()
    {
        _store = await CreateStoreAsync();
        _room = await CreateReplicaAsync(_store, $"room-{Guid.NewGuid():N}");
    }

    public virtual Task DisposeAsync() => Task.CompletedTask;

    [SkippableFact]
    public async Task Join_NewPeer_IsSeated()
    {
        var claim = Claim(PeerId, """{"name":"x"}""");
        Assert.True(await JoinAsync(claim));

        // It is there once the task completes.
        Assert.Same(claim, _room.Find(PeerId));
        Assert.Equal((1, false, """{"name":"x"}"""), (claim.Generation - _room.Start, claim.IsVacant, claim.Data.ToString()));
        Assert.Same(claim, Assert.IsType<RosterStep.Joined>(Assert.Single(_room.Steps)).Seat);
    }

    [SkippableFact]
    public async Task Join_SeveralPeers_AreInTheOrderOfJoining()
    {
        foreach (var peerId in (string[])["b", "a", "B", "c"])
        {
            Assert.True(await JoinAsync(Claim(peerId)));
        }

        Assert.True(await LeaveAsync("a", _room.Find("a").Generation));
        Assert.True(await JoinAsync(Claim("a")));
        Assert.Equal(["b", "B", "c", "a"], PeerIds());
    }

    [SkippableTheory]
    [InlineData(DuplicatePeer.Replace)]
    [InlineData(DuplicatePeer.Reject)]
    public async Task Join_OtherPeersOrRooms_AreNoDuplicates(DuplicatePeer duplicatePeer)
    {
        var other = await CreateReplicaAsync(_store, $"room-{Guid.NewGuid():N}");
        var seats = new[] { Claim("a"), Claim("A"), Claim("a") };
        Assert.True(await JoinAsync(seats[0], duplicatePeer));
        Assert.True(await JoinAsync(seats[1], duplicatePeer));
        Assert.Equal(SeatOutcome.Taken, await _store.JoinAsync(other, seats[2], new(duplicatePeer)));
        Assert.All(seats, static seat => Assert.False(seat.IsVacant));
        Assert.Equal((2, 1), (_room.Seats.Count, other.Seats.Count));
        Assert.Equal(1, seats[2].Generation - other.Start);
    }

    [SkippableFact]
    public async Task Join_DuplicateReplaces_KeepsDataAndPlaceAndVacatesTheOldSeat()
    {
        var (older, newer) = (Claim(PeerId), Claim(PeerId, """{"of":"the newer"}"""));
        Assert.True(await JoinAsync(Claim("first")));
        Assert.True(await JoinAsync(older));
        Assert.True(await JoinAsync(Claim("last")));
        Assert.True(await SetDataAsync(PeerId, older.Generation, """{"n":1.50}"""));
        var closed = older.Closed;

        Assert.True(await JoinAsync(newer));
        Assert.Equal(["first", PeerId, "last"], PeerIds());
        Assert.Same(newer, _room.Find(PeerId));
        Assert.Equal(("""{"n":1.50}""", 5, false), (newer.Data.ToString(), newer.Generation - _room.Start, newer.IsVacant));
        Assert.True(older.IsVacant);
        await WaitForAsync(closed);
        Assert.Equal(older.ConnectionId, Assert.Single(_room.Vacated).ConnectionId);
        Assert.Equal(["Joined", "Joined", "Joined", "DataSet", "Replaced"], Kinds());
    }

    [SkippableFact]
    public async Task Join_DuplicateIsRejected_NothingHappens()
    {
        var (older, newer) = (Claim(PeerId, """{"of":"the older"}"""), Claim(PeerId));
        Assert.True(await JoinAsync(older, DuplicatePeer.Reject));
        Assert.False(await JoinAsync(newer, DuplicatePeer.Reject));
        Assert.Same(older, _room.Find(PeerId));
        Assert.False(older.IsVacant);
        await AssertNextVersionAsync(2);

        // After it leaves, the place is free.
        Assert.True(await LeaveAsync(PeerId, older.Generation));
        Assert.True(await JoinAsync(Claim(PeerId), DuplicatePeer.Reject));
    }

    [SkippableFact]
    public async Task Join_RoomIsFull_NothingHappens()
    {
        Assert.Equal(SeatOutcome.Taken, await JoinLimitedAsync(Claim("a"), 2));
        Assert.Equal(SeatOutcome.Taken, await JoinLimitedAsync(Claim("b"), 2));
        Assert.Equal(SeatOutcome.RoomFull, await JoinLimitedAsync(Claim("c"), 2));
        Assert.Equal(SeatOutcome.RoomFull, await JoinLimitedAsync(Claim("A"), 2));
        Assert.Equal(["a", "b"], PeerIds());
        await AssertNextVersionAsync(3);
    }

    [SkippableFact]
    public async Task Join_RoomIsFull_AnyPeerInItMayBeReplaced()
    {
        var (older, newer) = (Claim("a"), Claim("a"));
        Assert.Equal(SeatOutcome.Taken, await JoinLimitedAsync(older, 1));
        Assert.Equal(SeatOutcome.PeerExists, await JoinLimitedAsync(newer, 1, DuplicatePeer.Reject));
        Assert.Equal(SeatOutcome.Taken, await JoinLimitedAsync(newer, 1));
        Assert.Equal((true, false), (older.IsVacant, newer.IsVacant));
        Assert.Equal(SeatOutcome.RoomFull, await JoinLimitedAsync(Claim("b"), 1));
    }

    [SkippableFact]
    public async Task Join_RoomWasFull_WhoLeavesMakesRoomForOne()
    {
        var claims = new[] { Claim("a"), Claim("b") };
        Assert.Equal(SeatOutcome.Taken, await JoinLimitedAsync(claims[0], 2));
        Assert.Equal(SeatOutcome.Taken, await JoinLimitedAsync(claims[1], 2));
        Assert.True(await SetDataAsync("b", claims[1].Generation, """{"n":1}"""));
        Assert.True(await LeaveAsync("a", claims[0].Generation));
        Assert.Equal(SeatOutcome.Taken, await JoinLimitedAsync(Claim("c"), 2));
        Assert.Equal(SeatOutcome.RoomFull, await JoinLimitedAsync(Claim("d"), 2));

        // Others may be in a room of the same id after it was closed.
        Assert.True(await CloseAsync());
        Assert.Equal(SeatOutcome.Taken, await JoinLimitedAsync(Claim("e"), 2));
        Assert.Equal(SeatOutcome.Taken, await JoinLimitedAsync(Claim("f"), 2));
        Assert.Equal(SeatOutcome.RoomFull, await JoinLimitedAsync(Claim("g"), 2));
    }

    [SkippableFact]
    public async Task Join_ManyAtOnce_NeverOneMoreThanTheRoomMayHave()
    {
        var claims = Enumerable.Range(0, 50).Select(id => Claim($"peer-{id}")).ToArray();
        var outcomes = await Task.WhenAll(claims.Select(claim => Task.Run(() => JoinLimitedAsync(claim, 10)))).DefaultTimeout();
        Assert.Equal((10, 40), (outcomes.Count(static outcome => outcome is SeatOutcome.Taken), outcomes.Count(static outcome => outcome is SeatOutcome.RoomFull)));
        Assert.Equal(10, _room.Seats.Count);
        Assert.Equal(Enumerable.Repeat("Joined", 10), Kinds());
    }

    [SkippableFact]
    public async Task Leave_VacatesTheSeat()
    {
        var claim = Claim(PeerId);
        Assert.True(await JoinAsync(claim));
        Assert.True(await JoinAsync(Claim("b")));
        var closed = claim.Closed;
        Assert.True(await LeaveAsync(PeerId, claim.Generation));
        await _room.WaitForAsync(3);
        Assert.True(claim.IsVacant);
        await WaitForAsync(closed);
        Assert.True(claim.Closed.IsCancellationRequested);
        Assert.Equal(["b"], PeerIds());
        Assert.Equal(PeerId, Assert.Single(_room.Vacated).PeerId);
    }

    [SkippableFact]
    public async Task Leave_Twice_SecondDoesNothing()
    {
        var claim = Claim(PeerId);
        Assert.True(await JoinAsync(claim));
        Assert.True(await LeaveAsync(PeerId, claim.Generation));
        Assert.False(await LeaveAsync(PeerId, claim.Generation));
        await AssertNextVersionAsync(3);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LeaveAndSetData_StaleGeneration_DoNothingToTheSuccessor(bool leftBetween)
    {
        var (older, newer) = (Claim(PeerId), Claim(PeerId));
        Assert.True(await JoinAsync(older));
        if (leftBetween)
        {
            Assert.True(await LeaveAsync(PeerId, older.Generation));
        }

        Assert.True(await JoinAsync(newer));
        Assert.NotEqual(older.Generation, newer.Generation);
        Assert.False(await LeaveAsync(PeerId, older.Generation));
        Assert.False(await SetDataAsync(PeerId, older.Generation, """{"late":true}"""));
        Assert.False(newer.IsVacant);
        await AssertNextVersionAsync(leftBetween ? 4 : 3);
        Assert.Equal("{}", _room.Find(PeerId).Data.ToString());
    }

    [SkippableTheory]
    [InlineData("nobody", 1)]
    [InlineData("A", 1)]
    [InlineData("a", 0)]
    [InlineData("a", -1)]
    [InlineData("a", 2)]
    [InlineData("a", long.MaxValue)]
    public async Task LeaveAndSetData_NoSuchSeat_DoNothing(string peerId, long generation)
    {
        Assert.True(await JoinAsync(Claim(PeerId)));
        Assert.False(await LeaveAsync(peerId, generation));
        Assert.False(await SetDataAsync(peerId, generation, "[1]"));
        await AssertNextVersionAsync(2);
        Assert.Equal("{}", _room.Find(PeerId).Data.ToString());
    }

    [SkippableFact]
    public async Task SetData_ReplacesTheDataAsAWholeToTheByte()
    {
        var claim = Claim(PeerId, """{"a":1}""");
        Assert.True(await JoinAsync(claim));
        foreach (var data in (string[])["""{ "b" : 1.50 , "é":"\u0041\n" }""", "{}", "{\"n\":12345678901234567890.0,\"t\":\"\U0001F600'\\\\\"}"])
        {
            Assert.True(await SetDataAsync(PeerId, claim.Generation, data));
            await _room.WaitForAsync(_room.Steps.Count);
            Assert.Equal(data, _room.Find(PeerId).Data.ToString());
        }

        Assert.Equal(["Joined", "DataSet", "DataSet", "DataSet"], Kinds());
        Assert.Equal(1, claim.Generation - _room.Start);
    }

    [SkippableFact]
    public async Task SetRoomData_IsAStep_AndKeepsItsVersion()
    {
        Assert.Equal(0, _room.Roster.Data.Version);
        Assert.True(await JoinAsync(Claim("a")));
        var (outcome, version) = await SetRoomDataAsync("1", expected: 0);
        Assert.Equal(RoomDataOutcome.Set, outcome);
        Assert.True(await JoinAsync(Claim("b")));
        Assert.Equal((version, "1"), (_room.Roster.Data.Version, _room.Roster.Data.Value.ToString()));
        Assert.Equal(RoomDataOutcome.Changed, (await SetRoomDataAsync("2", expected: version + 1)).Outcome);
        Assert.Equal("1", _room.Roster.Data.Value.ToString());
        var (_, next) = await SetRoomDataAsync("2", expected: version);
        Assert.True(next > version);
        Assert.Equal((next, "2"), (_room.Roster.Data.Version, _room.Roster.Data.Value.ToString()));
        Assert.Equal(["Joined", "RoomDataSet", "Joined", "RoomDataSet"], Kinds());
    }

    [SkippableFact]
    public async Task SetRoomData_GoesWithTheLastPeer()
    {
        Assert.Equal(RoomDataOutcome.Gone, (await SetRoomDataAsync("1")).Outcome);
        var claim = Claim("a");
        Assert.True(await JoinAsync(claim));
        Assert.Equal(RoomDataOutcome.Set, (await SetRoomDataAsync("1")).Outcome);
        Assert.True(await LeaveAsync("a", claim.Generation));
        Assert.Equal((0, "{}"), (_room.Roster.Data.Version, _room.Roster.Data.Value.ToString()));
    }

    [SkippableFact]
    public async Task SetRoomData_ByAPeerThatWasReplacedOrHasLeft_DoesNothing()
    {
        var (older, newer) = (Claim("a"), Claim("a"));
        Assert.True(await JoinAsync(older));
        Assert.True(await JoinAsync(newer));
        Assert.True(await JoinAsync(Claim("b")));
        Assert.Equal(RoomDataOutcome.Gone, (await SetRoomDataAsync("1", setter: older)).Outcome);
        Assert.Equal(RoomDataOutcome.Set, (await SetRoomDataAsync("2", setter: newer)).Outcome);
        Assert.True(await LeaveAsync("a", newer.Generation));
        Assert.Equal(RoomDataOutcome.Gone, (await SetRoomDataAsync("3", setter: newer)).Outcome);
        Assert.Equal("2", _room.Roster.Data.Value.ToString());
    }

    [SkippableFact]
    public async Task SetRoomData_ManyAtOnceThatSawTheSame_OneIsSet()
    {
        Assert.True(await JoinAsync(Claim("a")));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(() => SetRoomDataAsync($"{i}", expected: 0)))).DefaultTimeout();
        var set = Assert.Single(outcomes, static outcome => outcome.Outcome == RoomDataOutcome.Set);
        Assert.Equal(set.Version, _room.Roster.Data.Version);
        Assert.Equal(["Joined", "RoomDataSet"], Kinds());
    }

    [SkippableFact]
    public async Task Close_VacatesAll()
    {
        var seats = new[] { Claim("a"), Claim("b"), Claim("c") };
        foreach (var seat in seats)
        {
            Assert.True(await JoinAsync(seat));
        }

        Assert.True(await CloseAsync());
        await _room.WaitForAsync(4);
        Assert.Empty(_room.Seats);
        Assert.All(seats, static seat => Assert.True(seat.IsVacant));
        Assert.Equal(["a", "b", "c"], _room.Vacated.Select(static seat => seat.PeerId));
        Assert.Equal(["Joined", "Joined", "Joined", "Closed"], Kinds());
        Assert.False(await LeaveAsync("a", seats[0].Generation));
    }

    [SkippableFact]
    public async Task Close_NobodyThere_DoesNothing()
    {
        Assert.False(await CloseAsync());
        var claim = Claim(PeerId);
        Assert.True(await JoinAsync(claim));
        Assert.True(await LeaveAsync(PeerId, claim.Generation));
        Assert.False(await CloseAsync());
        Assert.Equal(["Joined", "Left"], Kinds());
    }

    [SkippableFact]
    public async Task Changes_AreNumberedOneByOneAndAppliedInOrder()
    {
        // Many at once, of all kinds.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(id => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                var claim = Claim($"peer-{id}");
                Assert.True(await JoinAsync(claim));
                Assert.True(await SetDataAsync(claim.PeerId, claim.Generation, $$"""{"i":{{i}}}"""));
                if (i % 2 == 0)
                {
                    Assert.True(await LeaveAsync(claim.PeerId, claim.Generation));
                }
            }
        }))).DefaultTimeout();

        const int Steps = 8 * (50 + 50 + 25);
        await _room.WaitForAsync(Steps);
        Assert.Equal(Enumerable.Range(1, Steps).Select(version => version + _room.Start), _room.Steps.Select(static step => step.Version));
        Assert.Equal(8, _room.Seats.Count);
        Assert.All(_room.Seats, static seat => Assert.Equal("""{"i":49}""", seat.Data.ToString()));
    }

    [SkippableFact]
    public async Task Join_ManyOfOneIdAtOnce_RejectSeatsExactlyOne()
    {
        var claims = Enumerable.Range(0, 32).Select(_ => Claim(PeerId)).ToArray();
        var joined = await Task.WhenAll(claims.Select(claim => Task.Run(() => JoinAsync(claim, DuplicatePeer.Reject)))).DefaultTimeout();
        Assert.Single(joined, static isSeated => isSeated);
        Assert.Same(claims[Array.IndexOf(joined, true)], Assert.Single(_room.Seats));
        Assert.Equal(["Joined"], Kinds());
        Assert.Empty(_room.Vacated);
    }

    [SkippableFact]
    public async Task Join_ManyOfOneIdAtOnce_ReplaceLeavesExactlyOne()
    {
        var claims = Enumerable.Range(0, 32).Select(_ => Claim(PeerId)).ToArray();
        var joined = await Task.WhenAll(claims.Select(claim => Task.Run(() => JoinAsync(claim)))).DefaultTimeout();
        Assert.All(joined, static isSeated => Assert.True(isSeated));
        await _room.WaitForAsync(claims.Length);
        var left = Assert.Single(claims, static claim => !claim.IsVacant);
        Assert.Same(left, Assert.Single(_room.Seats));
        Assert.Equal((claims.Length, claims.Length - 1), (left.Generation - _room.Start, _room.Vacated.Count));
        Assert.Equal(claims.Length, claims.Select(static claim => claim.Generation).Distinct().Count());
    }

    [SkippableFact]
    public async Task Join_TheFirstPeersAtOnce_NoneIsAlone()
    {
        for (var i = 0; i < 500; i++)
        {
            var room = await CreateReplicaAsync(_store, $"room-{Guid.NewGuid():N}");
            using var start = new Barrier(2);
            await Task.WhenAll(Enumerable.Range(0, 2).Select(id => Task.Factory.StartNew(
                async () =>
                {
                    var claim = Claim($"peer-{id}");
                    start.SignalAndWait();
                    Assert.Equal(SeatOutcome.Taken, await _store.JoinAsync(room, claim, new(DuplicatePeer.Replace)));

                    // A peer that is alone cannot set its data.
                    Assert.True(await _store.SetDataAsync(room, claim, new RawJson("1"u8.ToArray())));
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap())).DefaultTimeout();
        }
    }

    [SkippableFact]
    public async Task LeaveAndJoin_AtOnce_TheSuccessorStays()
    {
        for (var i = 0; i < 100; i++)
        {
            var (older, newer) = (Claim($"peer-{i}"), Claim($"peer-{i}"));
            Assert.True(await JoinAsync(older));
            var generation = older.Generation;
            await Task.WhenAll(Task.Run(() => LeaveAsync(older.PeerId, generation)), Task.Run(() => JoinAsync(newer))).DefaultTimeout();
            Assert.Equal((true, false), (older.IsVacant, newer.IsVacant));
            Assert.Same(newer, _room.Find(newer.PeerId));
        }
    }

    /// <summary>Creates a store for one test.</summary>
    private protected abstract ValueTask<IRosterStore> CreateStoreAsync();

    /// <summary>A copy of a room's roster that the store keeps up to date.</summary>
    private protected virtual ValueTask<RecordingReplica> CreateReplicaAsync(IRosterStore store, string roomId) => new(new RecordingReplica(roomId));

    private static async Task WaitForAsync(CancellationToken closed)
    {
        var canceled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = closed.Register(canceled.SetResult);
        await canceled.Task.DefaultTimeout();
    }

    private Seat Claim(string peerId, string? data = null)
    {
        return new Seat(peerId, $"connection-{Interlocked.Increment(ref _connections)}", PeerTransport.Native, _store.Instance)
        {
            Data = data is null ? default : new RawJson(Encoding.UTF8.GetBytes(data)),
        };
    }

    // The seat as known to a caller that has this generation.
    private Seat SeatOf(string peerId, long generation)
    {
        return new Seat(peerId, "any", PeerTransport.Native, _store.Instance) { Generation = generation };
    }

    private async Task<bool> JoinAsync(Seat claim, DuplicatePeer duplicatePeer = DuplicatePeer.Replace)
    {
        return await JoinLimitedAsync(claim, int.MaxValue, duplicatePeer) is SeatOutcome.Taken;
    }

    private Task<SeatOutcome> JoinLimitedAsync(Seat claim, int maximumPeers, DuplicatePeer duplicatePeer = DuplicatePeer.Replace)
    {
        return _store.JoinAsync(_room, claim, new(duplicatePeer, maximumPeers)).AsTask().DefaultTimeout();
    }

    private Task<bool> LeaveAsync(string peerId, long generation)
    {
        return _store.LeaveAsync(_room, SeatOf(peerId, generation)).AsTask().DefaultTimeout();
    }

    private Task<bool> SetDataAsync(string peerId, long generation, string data)
    {
        return _store.SetDataAsync(_room, SeatOf(peerId, generation), new RawJson(Encoding.UTF8.GetBytes(data))).AsTask().DefaultTimeout();
    }

    private Task<(RoomDataOutcome Outcome, long Version)> SetRoomDataAsync(string data, long? expected = null, Seat? setter = null)
    {
        return _store.SetRoomDataAsync(_room, new RawJson(Encoding.UTF8.GetBytes(data)), expected, setter).AsTask().DefaultTimeout();
    }

    private Task<bool> CloseAsync() => _store.CloseAsync(_room).AsTask().DefaultTimeout();

    private IEnumerable<string> PeerIds() => _room.Seats.Select(static seat => seat.PeerId);

    private IEnumerable<string> Kinds() => _room.Steps.Select(static step => step.GetType().Name);

    // Calls without effect were not numbered either: the next step follows the last one seen.
    private async Task AssertNextVersionAsync(int version)
    {
        var claim = Claim("next");
        Assert.True(await JoinAsync(claim));
        Assert.Equal((version, version), (claim.Generation - _room.Start, _room.Steps.Count));
    }
}
