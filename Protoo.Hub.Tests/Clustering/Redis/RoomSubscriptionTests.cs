using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Protoo.Clustering;
using Protoo.Clustering.Redis;
using Protoo.Tests.Specifications;
using StackExchange.Redis;

namespace Protoo.Tests.Clustering.Redis;

/// <summary>A subscription's three states, and the transitions between them.</summary>
public sealed class RoomSubscriptionTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly FakeLogger _log = new();
    private readonly RecordingReplica _room = new("r");
    private readonly ScriptedReconciliation _redis = new();
    private readonly ScriptedInstance _instance = new();
    private readonly RedisConnection _connection;
    private readonly RoomSubscription _subscription;

    public RoomSubscriptionTests()
    {
        // The connection is never opened.
        var faults = new RedisFaults(_clock, NullLogger<RedisFaults>.Instance);
        _connection = new RedisConnection(Options.Create(new ProtooRedisOptions()), RedisExpiry.Default, faults, TestMeters.CreateRedisMetrics(), _clock);
        _subscription = new RoomSubscription(_room, new RoomName("hub", "r"), _redis, new SeatExpectations(_room.Gate), _instance, _connection, _clock, _log);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    [Fact]
    public async Task New_IsDetached_AndNeedsNoRedis()
    {
        Assert.True(_subscription.IsDetached);
        Assert.False(await _subscription.SettleAsync());
        _subscription.Reconcile();
        Assert.Empty(_redis.Runs);
    }

    [Fact]
    public async Task Attach_ReadsTheRoom_ThenFollowsItsSteps()
    {
        _subscription.Attach();
        _subscription.Attach();
        var settled = _subscription.SettleAsync();
        Assert.Equal((1, false, false), (_redis.Runs.Count, settled.IsCompleted, _subscription.IsDetached));

        _redis.Load(5, SeatOf("a", 5));
        Assert.True(await settled);
        _redis.Publish(Joined(6, "b"));
        _redis.Publish(Left(7, "a"));
        Assert.Equal(["b"], PeerIds());
        Assert.Equal(7, _room.Roster.Version);
    }

    [Fact]
    public void WhileItIsRead_WhatComesIsKept_InOrder()
    {
        _subscription.Attach();
        _redis.Publish(Joined(6, "b"));
        _redis.Publish(Notification("other", "m"));
        _redis.Publish(Joined(7, "c"));
        Assert.Empty(_room.Steps);

        _redis.Load(5, SeatOf("a", 5));
        Assert.Equal(["a", "b", "c"], PeerIds());
        Assert.Equal("m", Assert.Single(_room.Messages).Method);
    }

    [Fact]
    public void WhatWasKept_IsHandledOnce_ThoughTheRoomIsReadAgain()
    {
        _subscription.Attach();
        _redis.Publish(Notification("other", "m"));
        _redis.Load(5, SeatOf("a", 5));
        _subscription.Reconcile();
        _redis.Load(6, SeatOf("a", 5), SeatOf("b", 6));
        Assert.Single(_room.Messages);
    }

    [Fact]
    public void StepsThatWereRead_ArePassedOver()
    {
        _subscription.Attach();
        _redis.Publish(Joined(5, "a"));
        _redis.Load(5, SeatOf("a", 5));
        _redis.Publish(Left(4, "a"));
        _redis.Publish(Left(5, "a"));
        Assert.Empty(_room.Steps);
        Assert.Equal(["a"], PeerIds());
    }

    [Fact]
    public void StepIsMissing_TheRoomIsReadAgain_AndTheLaterStepIsKept()
    {
        Attach();
        _redis.Publish(Joined(7, "c"));
        _redis.Publish(Joined(8, "d"));
        Assert.Equal(2, _redis.Runs.Count);
        Assert.Empty(_room.Steps);

        _redis.Load(6, SeatOf("a", 5), SeatOf("b", 6));
        Assert.Equal(["a", "b", "c", "d"], PeerIds());
        Assert.Equal([7, 8], _room.Steps.Select(static step => step.Version));
    }

    [Fact]
    public async Task StepIsMissingAmongThoseThatWereKept_TheRoomIsReadOnceMore()
    {
        _subscription.Attach();
        _redis.Publish(Joined(7, "c"));
        _redis.Load(5, SeatOf("a", 5));
        Assert.Equal(2, _redis.Runs.Count);
        Assert.False(_subscription.SettleAsync().IsCompleted);

        _redis.Load(6, SeatOf("a", 5), SeatOf("b", 6));
        Assert.True(await _subscription.SettleAsync());
        Assert.Equal(["a", "b", "c"], PeerIds());
    }

    [Fact]
    public void ReconcileWhileItIsRead_WhatIsReadIsTooOld()
    {
        _subscription.Attach();
        _subscription.Reconcile();
        Assert.Single(_redis.Runs);
        _redis.Load(5, SeatOf("a", 5));
        Assert.Equal(2, _redis.Runs.Count);
        Assert.Empty(PeerIds());

        _redis.Load(6, SeatOf("a", 5), SeatOf("b", 6));
        Assert.Equal(["a", "b"], PeerIds());
    }

    [Fact]
    public async Task ReconcileWhenAttached_StepsWait_UntilItIsRead()
    {
        Attach();
        _subscription.Reconcile();
        var settled = _subscription.SettleAsync();
        _redis.Publish(Joined(6, "b"));
        Assert.Equal((false, 1), (settled.IsCompleted, PeerIds().Length));
        _redis.Load(6, SeatOf("a", 5), SeatOf("b", 6));
        Assert.True(await settled);
        Assert.Equal(["a", "b"], PeerIds());
    }

    [Fact]
    public async Task DetachWhileItIsRead_NothingOfItCounts()
    {
        _subscription.Attach();
        var settled = _subscription.SettleAsync();
        _redis.Publish(Joined(6, "b"));
        _subscription.Detach();
        Assert.False(await settled);
        _redis.Load(5, SeatOf("a", 5));
        _redis.Publish(Joined(6, "b"));
        Assert.Empty(PeerIds());

        // The step is also missing after a new attach.
        _subscription.Attach();
        _redis.Load(5, SeatOf("a", 5));
        Assert.Equal(["a"], PeerIds());
    }

    [Fact]
    public async Task DetachedAndAttachedWhileItIsRead_ItIsReadOnceMore()
    {
        _subscription.Attach();
        _subscription.Detach();
        _subscription.Attach();
        Assert.Single(_redis.Runs);
        _redis.Load(5, SeatOf("a", 5));
        Assert.Empty(PeerIds());
        _redis.Load(5, SeatOf("a", 5));
        Assert.True(await _subscription.SettleAsync());
        Assert.Equal(["a"], PeerIds());
    }

    [Fact]
    public async Task CannotBeRead_TriesAgain_AndTheHeartBeats()
    {
        _subscription.Attach();
        _redis.Fail(new TimeoutException());
        Assert.Equal((1, 1), (_redis.Runs.Count, _instance.Beats));
        Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(2, _redis.Runs.Count);
        _redis.Load(5, SeatOf("a", 5));
        Assert.True(await _subscription.SettleAsync());
    }

    [Fact]
    public async Task CannotBeRead_AndTheInstanceIsAway_IsDetached()
    {
        _subscription.Attach();
        var settled = _subscription.SettleAsync();
        _instance.IsAway = true;
        _redis.Fail(new TimeoutException());
        Assert.False(await settled);
        Advance(TimeSpan.FromMinutes(1));
        Assert.Single(_redis.Runs);
        Assert.Equal(0, _instance.Beats);
    }

    [Fact]
    public async Task CannotBeReadTenTimes_IsDetached_AndLogged()
    {
        _subscription.Attach();
        FailTenTimes(new TimeoutException());
        Assert.False(await _subscription.SettleAsync());
        Assert.Equal(("ReconcileFailed", 0), (_log.LatestRecord.Id.Name, _instance.LostLeases));
    }

    [Fact]
    public async Task IsRefusedTenTimes_TheInstanceIsOut()
    {
        _subscription.Attach();
        FailTenTimes(new RedisServerException(RedisErrorKind.Unknown, CommandFlags.None, "NOPERM this user has no permissions to run the 'eval' command"));
        Assert.False(await _subscription.SettleAsync());
        Assert.Equal(1, _instance.LostLeases);
        Assert.Empty(_log.Collector.GetSnapshot());
    }

    [Fact]
    public void OthersHaveRemovedASeatOfThisInstance_IsDetached_AndTheLeaseIsLost()
    {
        Attach();
        _redis.Publish(Lost(6, "a", "here"));
        Assert.Equal((true, 1), (_subscription.IsDetached, _instance.LostLeases));
        Assert.Equal(["a"], PeerIds());
    }

    [Fact]
    public void OthersHaveRemovedASeat_BeforeItWasPutBack_OrOfAnotherInstance_ItStays()
    {
        Attach();
        _redis.Publish(Lost(5, "a", "here"));
        Assert.Equal((false, 0, 1), (_subscription.IsDetached, _instance.LostLeases, PeerIds().Length));
        _redis.Publish(Lost(6, "a", "other"));
        Assert.Equal((false, 0, 0), (_subscription.IsDetached, _instance.LostLeases, PeerIds().Length));
    }

    [Fact]
    public async Task WaitFor_CompletesWithTheStep_AndAllBefore()
    {
        Attach();
        await _subscription.WaitForAsync(5);
        var (sixth, seventh) = (_subscription.WaitForAsync(6), _subscription.WaitForAsync(7));
        _redis.Publish(Joined(6, "b"));
        await sixth.DefaultTimeout();
        Assert.False(seventh.IsCompleted);

        // Reading the room completes it, too.
        _subscription.Reconcile();
        _redis.Load(7, SeatOf("b", 6));
        await seventh.DefaultTimeout();
    }

    [Fact]
    public async Task WaitFor_AStepThatIsNotSeen_FailsInTime_AndTheRoomIsRead()
    {
        Attach();
        var wait = _subscription.WaitForAsync(6);
        Advance(RedisConnection.Timeout);
        Assert.Equal(503, (await Assert.ThrowsAsync<ProtooException>(() => wait.DefaultTimeout())).Code);
        Assert.Equal((2, 1), (_redis.Runs.Count, _instance.Beats));
    }

    [Fact]
    public async Task WaitFor_WhenDetached_Fails()
    {
        Attach();
        var wait = _subscription.WaitForAsync(6);
        _subscription.Detach();
        Assert.Equal(503, (await Assert.ThrowsAsync<ProtooException>(() => wait.DefaultTimeout())).Code);
        Assert.Equal(503, (await Assert.ThrowsAsync<ProtooException>(() => _subscription.WaitForAsync(6))).Code);
    }

    [Fact]
    public async Task IsAttached_WhileItIsRead_WaitsButNotForLong()
    {
        _subscription.Attach();
        var isAttached = _subscription.IsAttachedAsync().AsTask();
        Advance(RedisConnection.Timeout);
        Assert.Equal(503, (await Assert.ThrowsAsync<ProtooException>(() => isAttached.DefaultTimeout())).Code);
        _redis.Load(5, SeatOf("a", 5));
        Assert.True(await _subscription.IsAttachedAsync());
    }

    [Fact]
    public async Task Stop_WhoWaitsForAStepHasTakenIt_AndNothingFollows()
    {
        Attach();
        var wait = _subscription.WaitForAsync(6);
        await _subscription.StopAsync();
        await wait.DefaultTimeout();
        await _subscription.WaitForAsync(9);
        Assert.True(_redis.IsClosed);
        _subscription.Attach();
        _subscription.Reconcile();
        Assert.Single(_redis.Runs);
    }

    [Fact]
    public void SeatOfAConnectionHere_IsTheObjectThatTheConnectionHolds()
    {
        Attach();
        var (joined, replaced, read) = (Claim("b"), Claim("a"), Claim("c"));
        using (_subscription.Expectations.Expect(joined))
        using (_subscription.Expectations.Expect(replaced))
        using (_subscription.Expectations.Expect(read))
        {
            _redis.Publish(Joined(6, "b"));
            _redis.Publish(Joined(7, "a", "replaced"));
            _subscription.Reconcile();
            _redis.Load(8, SeatOf("b", 6), SeatOf("a", 7), SeatOf("c", 8));
        }

        Assert.Same(joined, _room.Find("b"));
        Assert.Same(replaced, _room.Find("a"));
        Assert.Same(read, _room.Find("c"));
        Assert.Equal((8, 8), (read.Generation, read.Order));
    }

    [Fact]
    public void OwnNotification_IsNotDeliveredAgain()
    {
        Attach();
        _redis.Publish(Notification("here", "mine"));
        _redis.Publish(Notification("other", "theirs"));
        Assert.Equal("theirs", Assert.Single(_room.Messages).Method);
    }

    [Fact]
    public void Marker_IsHeard_InEachState()
    {
        _subscription.Attach();
        _redis.Publish(RosterJson.WriteMarker("here", 1));
        _redis.Load(5);
        _redis.Publish(RosterJson.WriteMarker("here", 2));
        _subscription.Detach();
        _redis.Publish(RosterJson.WriteMarker("here", 3));
        Assert.Equal([1, 2, 3], _redis.Heard);
    }

    [Fact]
    public void WhatCannotBeRead_IsLogged_AndTheRoomIsReadAgain()
    {
        Attach();
        _redis.Publish("{");
        Assert.Equal("MessageFailed", _log.LatestRecord.Id.Name);
        Assert.Equal(2, _redis.Runs.Count);
    }

    [Fact]
    public async Task EachReconciliation_NamesTheVersionUpToWhichTheRoomWasFollowed()
    {
        Attach();
        _redis.Publish(Joined(6, "b"));
        _subscription.Reconcile();
        _redis.Publish(Joined(7, "c"));
        _subscription.Reconcile();
        _redis.Load(7, SeatOf("a", 5), SeatOf("b", 6));
        _redis.Load(8, SeatOf("a", 5), SeatOf("b", 6));
        _subscription.Detach();
        lock (_room.Gate)
        {
            _room.ApplyUnsynchronized(new RosterStep.Left(9, "b"));
        }

        var putBack = _subscription.PutBackAsync();
        _redis.Load(8);
        await putBack;
        _subscription.Attach();
        Assert.Equal([0, 6, 6, 8, 8], _redis.Followed);
    }

    [Fact]
    public async Task PutBack_LeavesTheReplicaAsItIs()
    {
        var putBack = _subscription.PutBackAsync();
        _redis.Load(5, SeatOf("a", 5));
        await putBack;
        Assert.Empty(PeerIds());
        Assert.True(_subscription.IsDetached);
    }

    private void Attach()
    {
        _subscription.Attach();
        _redis.Load(5, SeatOf("a", 5));
    }

    private void FailTenTimes(Exception exception)
    {
        for (var attempt = 1; attempt <= 10; attempt++)
        {
            Assert.False(_subscription.IsDetached);
            Assert.Equal(attempt, _redis.Runs.Count);
            _redis.Fail(exception);
            Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal((10, true), (_redis.Runs.Count, _subscription.IsDetached));
    }

    private string[] PeerIds() => [.. _room.Seats.Select(static seat => seat.PeerId)];

    private static Seat Claim(string peerId) => new(peerId, $"connection of {peerId}", PeerTransport.Native, "here");

    private static Seat SeatOf(string peerId, long version)
    {
        return new Seat(peerId, $"connection of {peerId}", PeerTransport.Native, "other") { Generation = version, Order = version };
    }

    private static string Joined(long version, string peerId, string kind = "joined")
    {
        return $$"""{"version":{{version}},"kind":"{{kind}}","order":{{version}},"data":{},"seat":{{Json(peerId, "other")}} }""";
    }

    private static string Left(long version, string peerId) => $$"""{"version":{{version}},"kind":"left","seat":{{Json(peerId, "other")}} }""";

    private static string Lost(long version, string peerId, string instance) => $$"""{"version":{{version}},"kind":"lost","seat":{{Json(peerId, instance)}} }""";

    private static byte[] Notification(string from, string method) => RosterJson.Write(new RoomMessage.Notification(null, 0, method, [], null, null, 0), from);

    private static string Json(string peerId, string instance)
    {
        return $$"""{"peerId":"{{peerId}}","connectionId":"connection of {{peerId}}","transport":0,"instance":"{{instance}}"}""";
    }

    private void Advance(TimeSpan time) => WithoutContext.Run(() => _clock.Advance(time));
}
