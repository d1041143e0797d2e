using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Protoo.Clustering;
using Protoo.Clustering.Redis;

namespace Protoo.Tests.Clustering.Redis;

/// <summary>When this process is an instance of the cluster, and what it tells its rooms.</summary>
public sealed class MembershipTests : IDisposable
{
    private static readonly string[] s_joined = ["attach", "attach rest"];

    private readonly FakeTimeProvider _clock = new();
    private readonly ScriptedLeases _leases = new();
    private readonly RecordingHubRooms _rooms = new("hub");
    private readonly FakeLogger<Membership> _log = new();
    private readonly RedisFaults _faults;
    private readonly Membership _membership;

    public MembershipTests()
    {
        var instance = new InstanceId("i");
        _faults = new RedisFaults(_clock, NullLogger<RedisFaults>.Instance);
        _membership = new Membership(instance, new Heartbeat(instance, _leases, _clock), _leases, _faults, TestMeters.CreateRedisMetrics(), _clock, _log);
        _membership.Add(_rooms);
    }

    public void Dispose() => _membership.Dispose();

    [Fact]
    public async Task FirstBeat_TriesRedisOut_ThenAttachesTheRooms()
    {
        var member = _membership.WaitUntilMemberAsync(CancellationToken.None);
        Assert.Equal((false, true, false), (_membership.IsMember, _membership.IsAway, member.IsCompleted));

        await _membership.BeatOnceAsync();
        Assert.Equal(["take i#0", "rehearse i#0"], _leases.Done);
        Assert.Equal(s_joined, _rooms.Done);
        Assert.Equal((true, false, true), (_membership.IsMember, _membership.IsAway, member.IsCompletedSuccessfully));

        // Later beats attach only what is detached all the same.
        await _membership.BeatOnceAsync();
        Assert.Equal([.. s_joined, "attach rest"], _rooms.Done);
    }

    [Fact]
    public async Task WhileItReturns_ItIsNoMember_AndNotAway()
    {
        var attached = new TaskCompletionSource();
        _rooms.Attaching = _ => attached.Task;
        await _membership.BeatOnceAsync();
        await _membership.BeatOnceAsync();
        Assert.Equal((false, false), (_membership.IsMember, _membership.IsAway));
        Assert.Equal(["attach"], _rooms.Done);

        WithoutContext.Run(attached.SetResult);
        Assert.True(_membership.IsMember);
    }

    [Fact]
    public async Task BeatFails_RoomsAreDetachedOnce_AndAttachedWhenItBeatsAgain()
    {
        await _membership.BeatOnceAsync();
        _leases.State = LeaseState.Unknown;
        await _membership.BeatOnceAsync();
        Assert.False(_membership.WaitUntilMemberAsync(CancellationToken.None).IsCompleted);
        await _membership.BeatOnceAsync();
        Assert.Equal([.. s_joined, "detach"], _rooms.Done);
        Assert.Equal((false, true), (_membership.IsMember, _membership.IsAway));
        Assert.False(_membership.WaitUntilMemberAsync(CancellationToken.None).IsCompleted);

        _leases.State = LeaseState.Held;
        await _membership.BeatOnceAsync();
        Assert.Equal([.. s_joined, "detach", .. s_joined], _rooms.Done);
        Assert.True(_membership.WaitUntilMemberAsync(CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task LeaseLost_PeersArePutBack_AndRoomsAttachedOnlyAfterAWhile()
    {
        await _membership.BeatOnceAsync();
        _leases.States.Enqueue(LeaseState.Lost);
        await _membership.BeatOnceAsync();
        Assert.Equal(["renew i#0", "take i#1", "rehearse i#1"], _leases.Done.Skip(2));
        Assert.Equal([.. s_joined, "detach", "put back"], _rooms.Done);

        Advance(TimeSpan.FromSeconds(2.9));
        Assert.Equal("put back", _rooms.Done[^1]);
        Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal([.. s_joined, "detach", "put back", .. s_joined], _rooms.Done);
        Assert.Equal("i#1", _membership.Lease);

        // Put back only after a lost lease.
        _leases.States.Enqueue(LeaseState.Unknown);
        await _membership.BeatOnceAsync();
        await _membership.BeatOnceAsync();
        Assert.Equal(["detach", .. s_joined], _rooms.Done.Skip(6));
    }

    [Fact]
    public async Task LeaseLostTwice_ItIsAway()
    {
        await _membership.BeatOnceAsync();
        _leases.State = LeaseState.Lost;
        await _membership.BeatOnceAsync();
        Assert.True(_membership.IsAway);
        Assert.Equal([.. s_joined, "detach"], _rooms.Done);
    }

    [Fact]
    public async Task RehearsalFails_ItIsAway_AndTheNextBeatTriesAgain()
    {
        _leases.Rehearsal = static () => throw new ProtooException(503, "a right is missing");
        await _membership.BeatOnceAsync();
        Assert.True(_membership.IsAway);
        Assert.Empty(_rooms.Done);
        Assert.Empty(_log.Collector.GetSnapshot());

        _leases.Rehearsal = static () => Task.CompletedTask;
        await _membership.BeatOnceAsync();
        Assert.True(_membership.IsMember);
    }

    [Fact]
    public async Task AttachingFails_ByAFault_IsLogged()
    {
        _rooms.Attaching = static _ => throw new InvalidOperationException("ours");
        await _membership.BeatOnceAsync();
        Assert.True(_membership.IsAway);
        Assert.Equal((LogLevel.Error, "ReturnFailed"), (_log.LatestRecord.Level, _log.LatestRecord.Id.Name));
    }

    [Fact]
    public async Task BeatFailsWhileItReturns_TheReturnIsCanceled()
    {
        var attached = new TaskCompletionSource();
        CancellationToken canceled = default;
        _rooms.Attaching = token =>
        {
            canceled = token;
            return attached.Task;
        };
        await _membership.BeatOnceAsync();
        _leases.State = LeaseState.Unknown;
        await _membership.BeatOnceAsync();
        Assert.True(canceled.IsCancellationRequested);
        Assert.True(_membership.IsAway);

        // Too late.
        attached.SetResult();
        Assert.Equal((false, true), (_membership.IsMember, _membership.IsAway));
        Assert.Equal(["attach", "detach"], _rooms.Done);
    }

    [Fact]
    public async Task LastBeatTooOld_AStepIsRefused_AndTheRoomsAreDetached()
    {
        await _membership.BeatOnceAsync();
        _membership.ThrowIfStale();
        Advance(TimeSpan.FromSeconds(5));
        Assert.False(_membership.IsMember);
        _faults.Report(new TimeoutException("why"));
        var exception = Assert.Throws<ProtooException>(_membership.ThrowIfStale);
        Assert.Equal((503, "why"), (exception.Code, exception.InnerException?.Message));
        Assert.Equal("detach", _rooms.Done[^1]);
    }

    [Fact]
    public async Task LoseLease_DetachesTheRooms_AndTheNextBeatIsDueAtOnce()
    {
        await _membership.BeatOnceAsync();
        var due = _membership.WaitForBeatAsync(Timeout.InfiniteTimeSpan, CancellationToken.None);
        Assert.False(due.IsCompleted);
        _membership.LoseLease();
        _membership.LoseLease();
        await due.DefaultTimeout();
        Assert.Equal([.. s_joined, "detach"], _rooms.Done);

        // One beat for both calls.
        await _membership.WaitForBeatAsync(Timeout.InfiniteTimeSpan, CancellationToken.None).DefaultTimeout();
        Assert.False(_membership.WaitForBeatAsync(Timeout.InfiniteTimeSpan, CancellationToken.None).IsCompleted);
    }

    [Theory]
    [InlineData(5.9, false)]
    [InlineData(6.1, true)]
    public async Task OtherLeaseExpired_IsSweptOnlyByOneThatWasThereForTheTimeOfALease(double seconds, bool isSwept)
    {
        _leases.State = LeaseState.HeldAndOtherExpired;
        await _membership.BeatOnceAsync();
        Assert.DoesNotContain("sweep", _leases.Done);
        Advance(TimeSpan.FromSeconds(seconds));
        await _membership.BeatOnceAsync();
        Assert.Equal(isSwept, _leases.Done.Contains("sweep"));
    }

    [Fact]
    public async Task NoOtherLeaseExpired_NothingIsSwept()
    {
        await _membership.BeatOnceAsync();
        Advance(TimeSpan.FromMinutes(1));
        await _membership.BeatOnceAsync();
        Assert.DoesNotContain("sweep", _leases.Done);
    }

    [Fact]
    public async Task ExpiredLease_OfAnother_EndsRequestsToIt_AndItsOwn_TakesItOut()
    {
        await _membership.BeatOnceAsync();
        _membership.OnLeaseExpired("other#3");
        Assert.Equal("gone: other", _rooms.Done[^1]);
        Assert.True(_membership.IsMember);

        _membership.OnLeaseExpired("i#0");
        Assert.Equal("detach", _rooms.Done[^1]);
        Assert.True(_membership.IsAway);
    }

    [Fact]
    public void Answer_GoesToItsHub()
    {
        var other = new RecordingHubRooms("other");
        _membership.Add(other);
        _membership.OnAnswer(new InstanceMessage { Hub = "other", Answer = new RoomAnswer("p1", true, default, 0, null) });
        _membership.OnAnswer(new InstanceMessage { Hub = "unknown", Answer = new RoomAnswer("p2", true, default, 0, null) });
        Assert.Empty(_rooms.Done);
        Assert.Equal(["answer p1"], other.Done);
    }

    [Fact]
    public async Task Recheck_TellsTheRooms()
    {
        await _membership.BeatOnceAsync();
        _membership.Recheck();
        Assert.Equal([.. s_joined, "recheck"], _rooms.Done);
    }

    [Fact]
    public async Task End_DetachesTheRooms_AndReturnsALeaseThatIsHeld()
    {
        await _membership.EndAsync(CancellationToken.None);
        Assert.Empty(_leases.Done);

        await _membership.BeatOnceAsync();
        await _membership.EndAsync(CancellationToken.None);
        Assert.Equal("return i#0", _leases.Done[^1]);
        Assert.Equal([.. s_joined, "detach"], _rooms.Done);
        Assert.Equal(["Joined"], _log.Collector.GetSnapshot().Select(static record => record.Id.Name));
    }

    [Fact]
    public async Task Log_SaysWhenItJoins_Leaves_AndLosesItsLease()
    {
        await _membership.BeatOnceAsync();
        _leases.States.Enqueue(LeaseState.Lost);
        await _membership.BeatOnceAsync();
        Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(["Joined", "LeaseLost", "Left", "Joined"], _log.Collector.GetSnapshot().Select(static record => record.Id.Name));
    }

    [Fact]
    public async Task Joined_WhatWasWrongBefore_IsForgotten()
    {
        _faults.Report(new TimeoutException("why"));
        await _membership.BeatOnceAsync();
        Assert.Null(_faults.Latest);
    }

    private void Advance(TimeSpan time) => WithoutContext.Run(() => _clock.Advance(time));
}
