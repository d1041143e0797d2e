using Microsoft.Extensions.Time.Testing;
using Protoo.Clustering.Redis;

namespace Protoo.Tests.Clustering.Redis;

public sealed class HeartbeatTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ScriptedLeases _leases = new();
    private readonly Heartbeat _heartbeat;

    public HeartbeatTests() => _heartbeat = new Heartbeat(new InstanceId("i"), _leases, _clock);

    [Fact]
    public void BeforeTheFirstBeat_NothingIsHeld()
    {
        Assert.Equal((false, false, "i#0"), (_heartbeat.IsHeld, _heartbeat.IsFresh, _heartbeat.Lease));
    }

    [Fact]
    public async Task Beat_TakesTheLeaseOnce_ThenRenewsIt()
    {
        Assert.Equal(LeaseState.Held, await _heartbeat.BeatAsync());
        Assert.Equal(LeaseState.Held, await _heartbeat.BeatAsync());
        Assert.Equal(["take i#0", "renew i#0"], _leases.Done);
        Assert.True(_heartbeat.IsHeld);
    }

    [Theory]
    [InlineData(4.9, true)]
    [InlineData(5.0, false)]
    public async Task Fresh_ForLessThanTheLeaseLasts(double seconds, bool isFresh)
    {
        await _heartbeat.BeatAsync();
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal(isFresh, _heartbeat.IsFresh);
        Assert.True(Heartbeat.LeaseTime > TimeSpan.FromSeconds(5));

        // Another lease has expired; this one is renewed anyway.
        _leases.State = LeaseState.HeldAndOtherExpired;
        Assert.Equal(LeaseState.HeldAndOtherExpired, await _heartbeat.BeatAsync());
        Assert.True(_heartbeat.IsFresh);
    }

    [Fact]
    public async Task Unknown_IsNotLost_ButDoesNotMakeItFresh()
    {
        await _heartbeat.BeatAsync();
        _clock.Advance(TimeSpan.FromSeconds(4));
        _leases.State = LeaseState.Unknown;
        Assert.Equal(LeaseState.Unknown, await _heartbeat.BeatAsync());
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((true, false), (_heartbeat.IsHeld, _heartbeat.IsFresh));

        await _heartbeat.BeatAsync();
        Assert.Equal("renew i#0", _leases.Done[^1]);
    }

    [Fact]
    public async Task BeginAnew_TakesALeaseOfAnotherName()
    {
        await _heartbeat.BeatAsync();
        _heartbeat.BeginAnew();
        Assert.Equal((false, false, "i#1"), (_heartbeat.IsHeld, _heartbeat.IsFresh, _heartbeat.Lease));

        await _heartbeat.BeatAsync();
        Assert.Equal("take i#1", _leases.Done[^1]);
    }

    [Fact]
    public void Lease_NamesItsInstance()
    {
        Assert.Equal("host:1:a#b", Heartbeat.InstanceOf("host:1:a#b#12"));
        Assert.StartsWith(Heartbeat.LeasePrefix("i"), _heartbeat.Lease, StringComparison.Ordinal);
    }

    [Fact]
    public void InstanceId_IsOfThisProcess_AndNeverTheSame()
    {
        Assert.Contains($":{Environment.ProcessId}:", InstanceId.Create().Value, StringComparison.Ordinal);
        Assert.NotEqual(InstanceId.Create(), InstanceId.Create());
    }
}
