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
        Assert.Equal(["b", "c"], PeersOf(snapshot));
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
    public async Task PeerWasClosedByAnother_IsNotPutBack_ButOneThatCameWhileTheInstanceWasCutOff()
    {
        await JoinAsync("a", SeatOf("a"), lease: "j#0");
        var followed = await JoinAsync("b", SeatOf("b"), lease: "i#1");
        await LeaveAsync("b", followed);
        _ = await ReadPublishedAsync();
        var snapshot = await ReconcileAsync(followed, Followed("b", followed), Here("c", followed + 1));
        Assert.Equal(["a", "c"], PeersOf(snapshot));
        Assert.Equal([$$$"""{"version":{{{snapshot.Version}}},"kind":"joined","seat":{{{SeatOf("c")}}},"order":{{{followed + 1}}},"data":{"of":"c"}}""", Marker], await ReadPublishedAsync());
    }

    [Fact]
    public async Task RoomWasClosed_NobodyIsPutBack_NorTheDataOfTheRoom()
    {
        var followed = await JoinAsync("a", SeatOf("a"), lease: "i#1");
        await EvaluateAsync(RosterScript.Close, Remembered);
        Assert.Empty((await ReconcileAsync(followed, "7 {}", Followed("a", followed))).Seats);

        await JoinAsync("b", SeatOf("b"), lease: "j#0");
        var snapshot = await ReconcileAsync(followed, "7 {}", Followed("a", followed));
        Assert.Equal("b", Assert.Single(snapshot.Seats).PeerId);
        Assert.Equal(0, snapshot.Data.Version);
    }

    [Fact]
    public async Task RoomWasClosed_ThoseWhoCameWhileTheInstanceWasCutOff_AreToldThatItsDataIsGone()
    {
        var followed = await JoinAsync("a", SeatOf("a"), lease: "i#1");
        await EvaluateAsync(RosterScript.Close, Remembered);
        _ = await ReadPublishedAsync();
        var known = $"{followed - 1} [1]";
        var snapshot = await ReconcileAsync(followed, known, Followed("a", followed), Here("b", followed + 1));
        Assert.Equal(["b"], PeersOf(snapshot));
        Assert.Equal((snapshot.Version, "{}"), (snapshot.Data.Version, snapshot.Data.Value.ToString()));
        Assert.Equal(
            [
                $$$"""{"version":{{{snapshot.Version - 1}}},"kind":"joined","seat":{{{SeatOf("b")}}},"order":{{{followed + 1}}},"data":{"of":"b"}}""",
                $$$"""{"version":{{{snapshot.Version}}},"kind":"roomData","dataVersion":{{{snapshot.Version}}},"data":{}}""",
                Marker,
            ],
            await ReadPublishedAsync());

        // Only once.
        Assert.Equal(snapshot.Version, (await ReconcileAsync(snapshot.Version, known, Followed("b", snapshot.Version - 1))).Version);
    }

    [Fact]
    public async Task LeaseWasSwept_PeersArePutBack_ButNotOneThatWasClosedAfterwards()
    {
        await JoinAsync("a", SeatOf("a"), lease: "j#0");
        var closed = await JoinAsync("b", SeatOf("b"), lease: "i#1");
        var followed = await JoinAsync("c", SeatOf("c"), lease: "i#0");
        await EvaluateAsync(RosterScript.Sweep, Remembered, "i#0");
        Assert.Equal(["a", "b", "c"], PeersOf(await ReconcileAsync(followed, Followed("b", closed), Followed("c", followed))));

        followed = (await ReconcileAsync(followed, Followed("b", closed), Followed("c", followed))).Version;
        await LeaveAsync("b", closed);
        Assert.Equal(["a", "c"], PeersOf(await ReconcileAsync(followed, Followed("b", closed), Followed("c", followed))));
    }

    [Fact]
    public async Task RedisHasLostTheRoom_OrItsLatestSteps_PeersArePutBack()
    {
        var followed = await JoinAsync("a", SeatOf("a"), lease: "i#1");
        await Database.KeyDeleteAsync(Key).DefaultTimeout();
        Assert.Equal(["a"], PeersOf(await ReconcileAsync(followed, Followed("a", followed))));

        await Database.KeyDeleteAsync(Key).DefaultTimeout();
        await JoinAsync("b", SeatOf("b"), lease: "j#0");
        Assert.Equal(["a", "b"], PeersOf(await ReconcileAsync(followed, Followed("a", followed))));

        var version = (long)await Database.HashGetAsync(Key, "v").DefaultTimeout();
        Assert.Equal(["a", "b", "c"], PeersOf(await ReconcileAsync(version + 1, Followed("a", followed), Followed("c", version + 1))));
    }

    [Fact]
    public async Task PlacesOfThoseThatAreNotPutBack_DoNotMoveTheVersion()
    {
        var version = await JoinAsync("a", SeatOf("a"), lease: "i#1");
        Assert.Equal(version, (await ReconcileAsync(Here("a", version + 1_000_000))).Version);
        Assert.Equal(version, (await ReconcileAsync(version, Followed("a", version), Followed("b", version + 1_000_000))).Version);
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

    private static IEnumerable<string> PeersOf(RosterSnapshot snapshot) => snapshot.Seats.Select(static seat => seat.PeerId).Order(StringComparer.Ordinal);

    private static RedisValue[] Here(string peerId, long order) => Describe("here", peerId, order);

    private static RedisValue[] Followed(string peerId, long order) => Describe("followed", peerId, order);

    private static RedisValue[] Claim(string peerId, string connectionId = "c", long order = 0) => ["claimed", peerId, order, SeatOf(peerId, connectionId), "{}"];

    private static RedisValue[] Describe(string state, string peerId, long order) => [state, peerId, order, SeatOf(peerId), $"{{\"of\":\"{peerId}\"}}"];

    private Task<RosterSnapshot> ReconcileAsync(params RedisValue[][] connections) => ReconcileAsync(string.Empty, connections);

    private Task<RosterSnapshot> ReconcileAsync(string data, params RedisValue[][] connections) => ReconcileAsync(followed: 0, data, connections);

    private Task<RosterSnapshot> ReconcileAsync(long followed, params RedisValue[][] connections) => ReconcileAsync(followed, string.Empty, connections);

    private async Task<RosterSnapshot> ReconcileAsync(long followed, string data, params RedisValue[][] connections)
    {
        return RosterSnapshot.Read(await EvaluateAsync(RosterScript.Reconcile, [Remembered, "i#1", "i#", Marker, Expiry, data, followed, .. connections.SelectMany(static connection => connection)]));
    }
}
