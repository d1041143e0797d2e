using Protoo.Clustering.Redis;
using StackExchange.Redis;

namespace Protoo.Tests.Clustering.Redis.Scripts;

/// <summary>The script that reconciles the seats of instance "i" in a room with its connections. The instance now holds lease "i#1".</summary>
public sealed class ReconcileScriptTests : ScriptTest
{
    private const string Marker = "marker";

    [Fact]
    public async Task RoomIsGone_PeersArePutBack_WithTheirPlaces()
    {
        var snapshot = await ReconcileAsync(Here("a", order: 70), Here("b", order: 50));
        Assert.Equal(2, snapshot.Seats.Count);
        var version = snapshot.Version;
        Assert.True(version > 1_000_000_000_000_000);
        Assert.Equal(
            ["d:a={\"of\":\"a\"}", "d:b={\"of\":\"b\"}", $"s:a={version - 1} 70 i#1 {SeatOf("a")}", $"s:b={version} 50 i#1 {SeatOf("b")}", $"v={version}"],
            await ReadRoomAsync());
        Assert.Equal(
            [
                $$$"""{"version":{{{version - 1}}},"kind":"joined","seat":{{{SeatOf("a")}}},"order":70,"data":{"of":"a"}}""",
                $$$"""{"version":{{{version}}},"kind":"joined","seat":{{{SeatOf("b")}}},"order":50,"data":{"of":"b"}}""",
                Marker,
            ],
            await ReadPublishedAsync());
        await AssertExpiresAsync(Expiry);
    }

    [Fact]
    public async Task SeatWithoutConnection_IsRemoved_ThatOfAnotherInstanceStays()
    {
        await JoinAsync("a", SeatOf("a"), lease: "i#0");
        await JoinAsync("b", SeatOf("b"), lease: "j#0");
        var version = await JoinAsync("c", SeatOf("c"), lease: "ii#0");
        _ = await ReadPublishedAsync();
        var snapshot = await ReconcileAsync();
        Assert.Equal(["b", "c"], snapshot.Seats.Select(static seat => seat.PeerId).Order(StringComparer.Ordinal));
        Assert.Equal(version + 1, snapshot.Version);
        Assert.Equal([$$"""{"version":{{version + 1}},"kind":"left","seat":{{SeatOf("a")}}}""", Marker], await ReadPublishedAsync());
        Assert.DoesNotContain(await ReadRoomAsync(), static field => field.StartsWith("d:a", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SeatsThatAreThere_GetTheLease_AndNobodyIsTold()
    {
        var first = await JoinAsync("a", SeatOf("a"), """{"d":1}""", lease: "i#0");
        var second = await JoinAsync("b", SeatOf("b"), """{"d":2}""", lease: "i#1");
        _ = await ReadPublishedAsync();
        _ = await ReconcileAsync(Here("a", first), Here("b", second));
        Assert.Equal(
            ["d:a={\"d\":1}", "d:b={\"d\":2}", $"s:a={first} {await ReadOrderAsync("a")} i#1 {SeatOf("a")}", $"s:b={second} {await ReadOrderAsync("b")} i#1 {SeatOf("b")}", $"v={second}"],
            await ReadRoomAsync());
        Assert.Equal([Marker], await ReadPublishedAsync());
    }

    [Fact]
    public async Task PlaceIsTakenOnAnotherInstance_ItStaysThere()
    {
        var version = await JoinAsync("a", SeatOf("a", "other"), lease: "j#0");
        _ = await ReadPublishedAsync();
        var snapshot = await ReconcileAsync(Here("a", order: 5));
        Assert.Equal("other", Assert.Single(snapshot.Seats).ConnectionId);
        Assert.Equal(version, snapshot.Version);
        Assert.Equal([Marker], await ReadPublishedAsync());
    }

    [Fact]
    public async Task PlaceIsHeldByAConnectionThatIsGone_IsTakenOver_WithItsData()
    {
        var version = await JoinAsync("a", SeatOf("a", "gone"), """{"d":1}""", lease: "i#0");
        var order = await ReadOrderAsync("a");
        _ = await ReadPublishedAsync();
        var snapshot = await ReconcileAsync(Here("a", order: 5));
        Assert.Equal(version + 1, snapshot.Version);
        Assert.Equal(["d:a={\"d\":1}", $"s:a={version + 1} {order} i#1 {SeatOf("a")}", $"v={version + 1}"], await ReadRoomAsync());
        Assert.Equal([$$$"""{"version":{{{version + 1}}},"kind":"replaced","seat":{{{SeatOf("a")}}},"order":{{{order}}},"data":{"d":1}}""", Marker], await ReadPublishedAsync());
    }

    [Fact]
    public async Task ConnectionThatOnlyMayBeThere_IsNotPutBack_AndNotRemoved()
    {
        var version = await JoinAsync("a", SeatOf("a"), lease: "i#0");
        _ = await ReadPublishedAsync();
        var snapshot = await ReconcileAsync(Claim("a"), Claim("b"));
        Assert.Equal("a", Assert.Single(snapshot.Seats).PeerId);
        Assert.Equal([Marker], await ReadPublishedAsync());
        Assert.Contains($"s:a={version} {await ReadOrderAsync("a")} i#1 {SeatOf("a")}", await ReadRoomAsync());
    }

    [Fact]
    public async Task ConnectionThatOnlyMayBeThere_DoesNotKeepTheSeatOfOneThatIsGone()
    {
        var version = await JoinAsync("a", SeatOf("a", "gone"), lease: "i#0");
        _ = await ReadPublishedAsync();
        Assert.Empty((await ReconcileAsync(Claim("a", "new"))).Seats);
        Assert.Equal([$$"""{"version":{{version + 1}},"kind":"left","seat":{{SeatOf("a", "gone")}}}""", Marker], await ReadPublishedAsync());
    }

    [Fact]
    public async Task OldConnectionIsPutBack_WhileANewOneMayBeThere_TheNewOneStays()
    {
        await JoinAsync("a", SeatOf("a", "new"), lease: "i#1");
        _ = await ReadPublishedAsync();
        var snapshot = await ReconcileAsync(Here("a", order: 5), Claim("a", "new"));
        Assert.Equal("new", Assert.Single(snapshot.Seats).ConnectionId);
        Assert.Equal([Marker], await ReadPublishedAsync());
    }

    [Fact]
    public async Task WhoeverJoinsLater_ComesAfterThoseThatWerePutBack()
    {
        var far = (await JoinAsync("a", SeatOf("a"), lease: "j#0")) + 600_000_000;
        var snapshot = await ReconcileAsync(Here("b", order: far));
        Assert.Equal(far + 1, snapshot.Version);
        Assert.Equal(far + 2, await JoinAsync("c", SeatOf("c")));
        Assert.Equal(far + 2, await ReadOrderAsync("c"));

        // Claims have no order yet.
        Assert.Equal(far + 2, (await ReconcileAsync(Here("b", far), Here("c", far + 2), Claim("d", order: far + 100))).Version);
    }

    [Fact]
    public async Task NobodyIsLeft_TheRoomIsRemembered()
    {
        await JoinAsync("a", SeatOf("a"), lease: "i#0");
        Assert.Empty((await ReconcileAsync()).Seats);
        await AssertExpiresAsync(Remembered);
        _ = await ReconcileAsync(Here("b", order: 1));
        await AssertExpiresAsync(Expiry);
    }

    [Fact]
    public async Task RoomData_RedisHasLostIt_IsPutBack_WithItsVersion_AndOthersAreTold()
    {
        var version = await JoinAsync("a", SeatOf("a"), lease: "j#0");
        _ = await ReadPublishedAsync();
        var snapshot = await ReconcileAsync("7 {\"d\": 1}", Claim("b"));
        Assert.Equal((version + 1, 7, """{"d": 1}"""), (snapshot.Version, snapshot.Data.Version, snapshot.Data.Value.ToString()));
        Assert.Contains("r=7 {\"d\": 1}", await ReadRoomAsync());
        Assert.Equal([$$$"""{"version":{{{version + 1}}},"kind":"roomData","dataVersion":7,"data":{"d": 1}}""", Marker], await ReadPublishedAsync());
        Assert.Equal(version + 1, (await ReconcileAsync("7 {\"d\": 1}", Claim("b"))).Version);
    }

    [Theory]
    [InlineData("")]
    [InlineData("7 {}")]
    [InlineData("8 {}")]
    public async Task RoomData_RedisHasItAsNew_OrNewer_Stays(string known)
    {
        await JoinAsync("a", SeatOf("a"), lease: "j#0");
        await Database.HashSetAsync(Key, "r", "8 [1]").DefaultTimeout();
        _ = await ReadPublishedAsync();
        var snapshot = await ReconcileAsync(known, Claim("b"));
        Assert.Equal((8, "[1]"), (snapshot.Data.Version, snapshot.Data.Value.ToString()));
        Assert.Equal([Marker], await ReadPublishedAsync());
    }

    [Fact]
    public async Task RoomData_NobodyIsLeft_IsNotPutBack_AndDoesNotStay()
    {
        await JoinAsync("a", SeatOf("a"), lease: "i#0");
        await Database.HashSetAsync(Key, "r", "8 [1]").DefaultTimeout();
        var snapshot = await ReconcileAsync("9 [2]");
        Assert.Empty(snapshot.Seats);
        Assert.Equal([$"v={snapshot.Version}"], await ReadRoomAsync());
    }

    private static RedisValue[] Here(string peerId, long order) => [1, peerId, order, SeatOf(peerId), $"{{\"of\":\"{peerId}\"}}"];

    private static RedisValue[] Claim(string peerId, string connectionId = "c", long order = 0) => [0, peerId, order, SeatOf(peerId, connectionId), "{}"];

    private Task<RosterSnapshot> ReconcileAsync(params RedisValue[][] connections) => ReconcileAsync(string.Empty, connections);

    private async Task<RosterSnapshot> ReconcileAsync(string data, params RedisValue[][] connections)
    {
        return RosterSnapshot.Read(await EvaluateAsync(RosterScript.Reconcile, [Remembered, "i#1", "i#", Marker, Expiry, data, .. connections.SelectMany(static connection => connection)]));
    }
}
