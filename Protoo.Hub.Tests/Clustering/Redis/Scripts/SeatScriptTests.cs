using Protoo.Clustering.Redis;
using StackExchange.Redis;

namespace Protoo.Tests.Clustering.Redis.Scripts;

/// <summary>The scripts that take, change and give up seats of a room.</summary>
public sealed class SeatScriptTests : ScriptTest
{
    [Fact]
    public async Task Join_NewRoom_ItsVersionsAreLaterThanAllOfAnEarlierOne()
    {
        var before = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var version = await JoinAsync("a", SeatOf("a"), """{"d":1}""");
        Assert.InRange(version, before - 1_000_000, before + 60_000_000);
        var order = await ReadOrderAsync("a");
        Assert.Equal(["d:a={\"d\":1}", $"s:a={version} {order} i#0 {SeatOf("a")}", $"v={version}"], await ReadRoomAsync());
        Assert.Equal([$$$"""{"version":{{{version}}},"kind":"joined","order":{{{order}}},"seat":{{{SeatOf("a")}}},"data":{"d":1}}"""], await ReadPublishedAsync());
        await AssertExpiresAsync(Expiry);
    }

    [Fact]
    public async Task Join_IsOrderedByTheClock_AsPeersOfAnInstanceThatIsCutOffAre()
    {
        await JoinAsync("a", SeatOf("a"));
        var before = await ReadClockAsync();
        await JoinAsync("b", SeatOf("b"));
        Assert.InRange(await ReadOrderAsync("b"), before, await ReadClockAsync());
    }

    [Fact]
    public async Task Join_VersionsAreAheadOfTheClock_ComesAfterAllWhoWerePutBack()
    {
        var ahead = await ReadClockAsync() + 600_000_000;
        await Database.HashSetAsync(Key, "v", ahead).DefaultTimeout();
        var version = await JoinAsync("a", SeatOf("a"));
        Assert.Equal(ahead + 1, version);
        Assert.Equal(version, await ReadOrderAsync("a"));
    }

    [Fact]
    public async Task Join_AnotherPeer_ComesNext()
    {
        var first = await JoinAsync("a", SeatOf("a"));
        Assert.Equal(first + 1, await JoinAsync("b", SeatOf("b"), replaces: false));
        Assert.Equal(5, (await ReadRoomAsync()).Length);
    }

    [Fact]
    public async Task Join_PeerIsThere_AndStays()
    {
        await JoinAsync("a", SeatOf("a"));
        var room = await ReadRoomAsync();
        _ = await ReadPublishedAsync();
        Assert.Equal(0, await JoinAsync("a", SeatOf("a", "other"), replaces: false));
        Assert.Equal(room, await ReadRoomAsync());
        Assert.Empty(await ReadPublishedAsync());
    }

    [Fact]
    public async Task Join_PeerIsReplaced_PlaceAndDataStay()
    {
        var first = await JoinAsync("a", SeatOf("a"), """{"d":1}""");
        var order = await ReadOrderAsync("a");
        await JoinAsync("b", SeatOf("b"));
        _ = await ReadPublishedAsync();
        Assert.Equal(first + 2, await JoinAsync("a", SeatOf("a", "other"), """{"d":2}""", lease: "j#0"));
        var room = await ReadRoomAsync();
        Assert.Contains($"s:a={first + 2} {order} j#0 {SeatOf("a", "other")}", room);
        Assert.Contains("d:a={\"d\":1}", room);
        Assert.Equal([$$$"""{"version":{{{first + 2}}},"kind":"replaced","order":{{{order}}},"seat":{{{SeatOf("a", "other")}}},"data":{"d":1}}"""], await ReadPublishedAsync());
    }

    [Fact]
    public async Task Join_RoomThatWasEmptyForAMoment_GoesOn_AndDoesNotExpireWithPeersInIt()
    {
        var joined = await JoinAsync("a", SeatOf("a"));
        var left = await LeaveAsync("a", joined);
        Assert.Equal(joined + 1, left);
        await AssertExpiresAsync(Remembered);
        Assert.Equal(left + 1, await JoinAsync("b", SeatOf("b")));
        await AssertExpiresAsync(Expiry);
    }

    [Fact]
    public async Task Join_RoomIsFull_NothingHappens()
    {
        await JoinAsync("a", SeatOf("a"), maximum: 2);
        var last = await JoinAsync("b", SeatOf("b"), maximum: 2);
        Assert.True(last > 0);
        var room = await ReadRoomAsync();
        _ = await ReadPublishedAsync();
        Assert.Equal(-1, await JoinAsync("c", SeatOf("c"), maximum: 2));
        Assert.Equal(-1, await JoinAsync("c", SeatOf("c"), replaces: false, maximum: 2));
        Assert.Equal(-1, await JoinAsync("c", SeatOf("c"), maximum: 1));
        Assert.Equal(room, await ReadRoomAsync());
        Assert.Empty(await ReadPublishedAsync());
        Assert.Equal(last + 1, await JoinAsync("c", SeatOf("c"), maximum: 3));
    }

    [Fact]
    public async Task Join_RoomIsFull_AnyPeerInItMayBeReplaced()
    {
        var first = await JoinAsync("a", SeatOf("a"), maximum: 1);
        Assert.Equal(0, await JoinAsync("a", SeatOf("a", "other"), replaces: false, maximum: 1));
        Assert.Equal(first + 1, await JoinAsync("a", SeatOf("a", "other"), lease: "j#0", maximum: 1));
        Assert.Equal(-1, await JoinAsync("b", SeatOf("b"), maximum: 1));
    }

    [Fact]
    public async Task Join_RoomWasFull_WhoLeavesMakesRoomForOne()
    {
        var first = await JoinAsync("a", SeatOf("a"), maximum: 1);
        Assert.Equal(first + 1, await LeaveAsync("a", first));
        Assert.Equal(first + 2, await JoinAsync("b", SeatOf("b"), maximum: 1));
        Assert.Equal(-1, await JoinAsync("c", SeatOf("c"), maximum: 1));
        await EvaluateAsync(RosterScript.Close, Remembered);
        Assert.Equal(first + 4, await JoinAsync("c", SeatOf("c"), maximum: 1));
        Assert.Equal(1, (long)await EvaluateAsync(RosterScript.Sweep, Remembered, "i#0"));
        Assert.Equal(first + 6, await JoinAsync("d", SeatOf("d"), maximum: 1));
    }

    [Fact]
    public async Task Leave_GivesUpTheSeat_AndNoOther()
    {
        var first = await JoinAsync("a", SeatOf("a"));
        var second = await JoinAsync("b", SeatOf("b"));
        _ = await ReadPublishedAsync();
        Assert.Equal(second + 1, await LeaveAsync("a", first));
        Assert.Equal(["d:b={}", $"s:b={second} {await ReadOrderAsync("b")} i#0 {SeatOf("b")}", $"v={second + 1}"], await ReadRoomAsync());
        Assert.Equal([$$"""{"version":{{second + 1}},"kind":"left","seat":{{SeatOf("a")}}}"""], await ReadPublishedAsync());
        await AssertExpiresAsync(Expiry);
    }

    [Fact]
    public async Task LeaveAndSetData_OtherSeatOrNone_DoNothing()
    {
        var version = await JoinAsync("a", SeatOf("a"));
        var room = await ReadRoomAsync();
        _ = await ReadPublishedAsync();
        Assert.Equal(0, await LeaveAsync("a", version + 1));
        Assert.Equal(0, await LeaveAsync("b", version));
        Assert.Equal(0, (long)await EvaluateAsync(RosterScript.SetData, "a", version + 1, "1"));
        Assert.Equal(0, (long)await EvaluateAsync(RosterScript.SetData, "b", version, "1"));
        Assert.Equal(room, await ReadRoomAsync());
        Assert.Empty(await ReadPublishedAsync());
    }

    [Fact]
    public async Task SetData_ChangesTheDataAlone()
    {
        var version = await JoinAsync("a", SeatOf("a"));
        _ = await ReadPublishedAsync();
        Assert.Equal(version + 1, (long)await EvaluateAsync(RosterScript.SetData, "a", version, "{\"d\":2}"));
        Assert.Equal(["d:a={\"d\":2}", $"s:a={version} {await ReadOrderAsync("a")} i#0 {SeatOf("a")}", $"v={version + 1}"], await ReadRoomAsync());
        Assert.Equal([$$$"""{"version":{{{version + 1}}},"kind":"data","seat":{{{SeatOf("a")}}},"data":{"d":2}}"""], await ReadPublishedAsync());
    }

    [Fact]
    public async Task SetRoomData_IsOneStep_WithItsVersion_AndCountsAsNoPeer()
    {
        var joined = await JoinAsync("a", SeatOf("a"), maximum: 2);
        _ = await ReadPublishedAsync();
        var version = await SetRoomDataAsync("""{"d": 1}""", peerId: "a", generation: joined);
        Assert.Equal(joined + 1, version);
        Assert.Equal(["d:a={}", $"r={version} {{\"d\": 1}}", $"s:a={joined} {await ReadOrderAsync("a")} i#0 {SeatOf("a")}", $"v={version}"], await ReadRoomAsync());
        Assert.Equal([$$$"""{"version":{{{version}}},"kind":"roomData","dataVersion":{{{version}}},"peerId":"a","data":{"d": 1}}"""], await ReadPublishedAsync());
        Assert.Equal(version + 1, await JoinAsync("b", SeatOf("b"), maximum: 2));
        Assert.Equal(-1, await JoinAsync("c", SeatOf("c"), maximum: 2));
    }

    [Fact]
    public async Task SetRoomData_OtherSeatOrNone_DoesNothing()
    {
        var version = await JoinAsync("a", SeatOf("a"));
        _ = await ReadPublishedAsync();
        Assert.Equal(0, await SetRoomDataAsync("1", peerId: "a", generation: version + 1));
        Assert.Equal(0, await SetRoomDataAsync("1", peerId: "b", generation: version));
        Assert.Empty(await ReadPublishedAsync());
    }

    [Fact]
    public async Task SetRoomData_OnlyIfItIsStillTheSame()
    {
        await JoinAsync("a", SeatOf("a"));
        Assert.Equal(-1, await SetRoomDataAsync("1", expected: 1));
        var first = await SetRoomDataAsync("1", expected: 0);
        Assert.Equal(-1, await SetRoomDataAsync("2", expected: 0));
        Assert.Equal(first + 1, await SetRoomDataAsync("2", expected: first));
        _ = await ReadPublishedAsync();
        var room = await ReadRoomAsync();
        Assert.Equal(-1, await SetRoomDataAsync("3", expected: first));
        Assert.Equal(room, await ReadRoomAsync());
        Assert.Empty(await ReadPublishedAsync());
    }

    [Fact]
    public async Task SetRoomData_NobodyThere_DoesNothing()
    {
        Assert.Equal(0, await SetRoomDataAsync("1"));
        Assert.Empty(await ReadRoomAsync());
        await LeaveAsync("a", await JoinAsync("a", SeatOf("a")));
        Assert.Equal(0, await SetRoomDataAsync("1"));
        Assert.Single(await ReadRoomAsync());
    }

    [Theory]
    [InlineData("leave")]
    [InlineData("close")]
    [InlineData("sweep")]
    public async Task RoomData_GoesWithTheLastPeer(string end)
    {
        var first = await JoinAsync("a", SeatOf("a"), lease: "i#0");
        var second = await JoinAsync("b", SeatOf("b"), lease: "i#0");
        await SetRoomDataAsync("1");
        await LeaveAsync("a", first);
        Assert.Equal(4, (await ReadRoomAsync()).Length);
        _ = end switch
        {
            "leave" => await LeaveAsync("b", second),
            "close" => (long)await EvaluateAsync(RosterScript.Close, Remembered),
            _ => (long)await EvaluateAsync(RosterScript.Sweep, Remembered, "i#0"),
        };
        Assert.Equal([$"v={second + 3}"], await ReadRoomAsync());
        await AssertExpiresAsync(Remembered);
        await JoinAsync("c", SeatOf("c"));
        Assert.Equal(-1, await SetRoomDataAsync("2", expected: second + 1));
    }

    [Fact]
    public async Task Close_VacatesAll_AndTheVersionGoesOn()
    {
        await JoinAsync("a", SeatOf("a"));
        var version = await JoinAsync("b", SeatOf("b"));
        _ = await ReadPublishedAsync();
        Assert.Equal(version + 1, (long)await EvaluateAsync(RosterScript.Close, Remembered));
        Assert.Equal([$"v={version + 1}"], await ReadRoomAsync());
        Assert.Equal([$$"""{"version":{{version + 1}},"kind":"closed"}"""], await ReadPublishedAsync());
        await AssertExpiresAsync(Remembered);
    }

    [Fact]
    public async Task Close_OnePeer_IsEnough()
    {
        var version = await JoinAsync("a", SeatOf("a"));
        Assert.Equal(version + 1, (long)await EvaluateAsync(RosterScript.Close, Remembered));
    }

    [Fact]
    public async Task Close_NobodyThere_DoesNothing()
    {
        Assert.Equal(0, (long)await EvaluateAsync(RosterScript.Close, Remembered));
        Assert.Empty(await ReadRoomAsync());

        await LeaveAsync("a", await JoinAsync("a", SeatOf("a")));
        _ = await ReadPublishedAsync();
        Assert.Equal(0, (long)await EvaluateAsync(RosterScript.Close, Remembered));
        Assert.Empty(await ReadPublishedAsync());
    }

    [Fact]
    public async Task Sweep_RemovesTheSeatsOfTheLease_AndNoOthers()
    {
        await JoinAsync("a", SeatOf("a"), lease: "i#0");
        var kept = await JoinAsync("b", SeatOf("b"), lease: "i#1");
        var last = await JoinAsync("c", SeatOf("c"), lease: "i#0");
        _ = await ReadPublishedAsync();
        Assert.Equal(2, (long)await EvaluateAsync(RosterScript.Sweep, Remembered, "i#0"));
        Assert.Equal(["d:b={}", $"s:b={kept} {await ReadOrderAsync("b")} i#1 {SeatOf("b")}", $"v={last + 2}"], await ReadRoomAsync());
        await AssertExpiresAsync(Expiry);

        // In any order.
        var published = await ReadPublishedAsync();
        Assert.Equal(2, published.Length);
        Assert.StartsWith($$"""{"version":{{last + 1}},"kind":"lost","seat":{""", published[0], StringComparison.Ordinal);
        Assert.StartsWith($$"""{"version":{{last + 2}},"kind":"lost","seat":{""", published[1], StringComparison.Ordinal);
        Assert.Equal([SeatOf("a"), SeatOf("c")], published.Select(static text => text[text.IndexOf("\"seat\":", StringComparison.Ordinal)..][7..^1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Sweep_LastSeats_TheRoomIsRemembered()
    {
        await JoinAsync("a", SeatOf("a"));
        Assert.Equal(1, (long)await EvaluateAsync(RosterScript.Sweep, Remembered, "i#0"));
        await AssertExpiresAsync(Remembered);
        Assert.Equal(0, (long)await EvaluateAsync(RosterScript.Sweep, Remembered, "i#0"));
    }

    private async Task<long> SetRoomDataAsync(string data, long? expected = null, string? peerId = null, long generation = 0)
    {
        return (long)await EvaluateAsync(
            RosterScript.SetRoomData,
            data,
            expected ?? RedisValue.EmptyString,
            peerId is null ? "null" : $"\"{peerId}\"",
            peerId ?? string.Empty,
            generation);
    }
}
