using Protoo.Clustering.Redis;

namespace Protoo.Tests.Clustering.Redis.Scripts;

/// <summary>The scripts that renew leases, and adopt expired ones.</summary>
public sealed class LeaseScriptTests : ScriptTest
{
    private const string Leases = "leases";
    private const string Adopted = "adopted";
    private const long LeaseTime = 6_000;
    private const long AdoptionTime = 1_000;

    [Fact]
    public async Task Renew_NewLease_IsTaken_ForItsTime()
    {
        var before = await NowAsync();
        Assert.Equal(1, await RenewAsync("i#0", isNew: true));
        Assert.InRange(await DeadlineAsync(Leases, "i#0"), before + LeaseTime, before + LeaseTime + 30_000);
        Assert.Equal(["beat"], await ReadPublishedAsync());
        await AssertExpiresAsync(Expiry, Leases);
    }

    [Fact]
    public async Task Renew_LeaseThatIsHeld_LastsLonger()
    {
        await Database.SortedSetAddAsync(Leases, "i#0", await NowAsync() + 10);
        Assert.Equal(1, await RenewAsync("i#0", isNew: false));
        Assert.True(await DeadlineAsync(Leases, "i#0") >= await NowAsync() + 1_000);
    }

    [Fact]
    public async Task Renew_LeaseThatIsGone_IsNotTakenAgain()
    {
        Assert.Equal(0, await RenewAsync("i#0", isNew: false));
        Assert.False(await Database.KeyExistsAsync(Leases));
        Assert.Empty(await ReadPublishedAsync());
    }

    [Theory]
    [InlineData(Leases, -1, 2)]
    [InlineData(Leases, 30_000, 1)]
    [InlineData(Adopted, -1, 2)]
    [InlineData(Adopted, 30_000, 1)]
    public async Task Renew_SaysWhetherAnotherHasExpired(string key, int inMilliseconds, int expected)
    {
        await Database.SortedSetAddAsync(key, "other#0", await NowAsync() + inMilliseconds);
        Assert.Equal(expected, await RenewAsync("i#0", isNew: true));
        await AssertExpiresAsync(Expiry, key);
    }

    [Fact]
    public async Task Adopt_ExpiredLease_IsTakenFromTheOthers_AndTold()
    {
        await Database.SortedSetAddAsync(Leases, "other#0", await NowAsync() - 1);
        await Database.SortedSetAddAsync(Leases, "i#0", await NowAsync() + 30_000);
        var before = await NowAsync();
        Assert.Equal("other#0", await AdoptAsync());
        Assert.Equal(["i#0"], (await Database.SortedSetRangeByRankAsync(Leases)).Select(static lease => lease.ToString()));
        Assert.InRange(await DeadlineAsync(Adopted, "other#0"), before + AdoptionTime, before + AdoptionTime + 30_000);
        Assert.Equal(["other#0"], await ReadPublishedAsync());
        await AssertExpiresAsync(Expiry, Adopted);

        // Nobody else gets it yet.
        Assert.Null(await AdoptAsync());
        Assert.Empty(await ReadPublishedAsync());
    }

    [Fact]
    public async Task Adopt_LeaseWhoseAdopterHasDied_IsAdoptedAgain()
    {
        await Database.SortedSetAddAsync(Adopted, "other#0", await NowAsync() - 1);
        var before = await NowAsync();
        Assert.Equal("other#0", await AdoptAsync());
        Assert.True(await DeadlineAsync(Adopted, "other#0") >= before + AdoptionTime);
    }

    [Fact]
    public async Task Adopt_NothingHasExpired_Nothing()
    {
        Assert.Null(await AdoptAsync());
        await Database.SortedSetAddAsync(Leases, "i#0", await NowAsync() + 30_000);
        Assert.Null(await AdoptAsync());
        Assert.False(await Database.KeyExistsAsync(Adopted));
    }

    private async Task<long> RenewAsync(string lease, bool isNew)
    {
        return (long)await Database.ScriptEvaluateAsync(RosterScript.Renew.Text, [Leases, Adopted], [lease, LeaseTime, isNew ? 1 : 0, Key, "beat", Expiry]).DefaultTimeout();
    }

    private async Task<string?> AdoptAsync()
    {
        return (string?)await Database.ScriptEvaluateAsync(RosterScript.Adopt.Text, [Leases, Adopted], [AdoptionTime, Key, Expiry]).DefaultTimeout();
    }

    private async Task<double> DeadlineAsync(string key, string lease) => (await Database.SortedSetScoreAsync(key, lease))!.Value;

    // By Redis's clock.
    private async Task<long> NowAsync()
    {
        var time = (long[])(await Database.ScriptEvaluateAsync("local time = redis.call('TIME') return {tonumber(time[1]), tonumber(time[2])}"))!;
        return (time[0] * 1000) + (time[1] / 1000);
    }
}
