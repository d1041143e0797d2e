using System.Net;
using Protoo.Transports;

namespace Protoo.Tests.Transports;

/// <summary>How connections are counted.</summary>
public sealed class ConnectionLimitsTests
{
    private static readonly IPAddress s_here = IPAddress.Parse("203.0.113.1");
    private static readonly IPAddress s_there = IPAddress.Parse("2001:db8::1");

    [Fact]
    public void InAll_OneMore_503_UntilOneHasEnded()
    {
        using var limits = Create(maximum: 2);
        Assert.Null(limits.TryAdd(s_here));
        Assert.Null(limits.Check(s_there));
        Assert.Null(limits.TryAdd(s_there));
        Assert.Equal((503, "Too many connections."), Show(limits.TryAdd(s_here)));
        Assert.Equal((503, "Too many connections."), Show(limits.Check(null)));
        limits.Remove(s_there);
        Assert.Null(limits.TryAdd(null));
        Assert.Equal((503, "Too many connections."), Show(limits.TryAdd(null)));
    }

    [Fact]
    public void PerAddress_OneMore_429_AndOthersMay()
    {
        using var limits = Create(perAddress: 2);
        Assert.Null(limits.TryAdd(s_here));
        Assert.Null(limits.TryAdd(s_here));
        Assert.Equal((429, "Too many connections from this address."), Show(limits.TryAdd(s_here)));
        Assert.Equal((429, "Too many connections from this address."), Show(limits.Check(s_here)));
        Assert.Null(limits.TryAdd(s_there));
        limits.Remove(s_here);
        Assert.Null(limits.TryAdd(s_here));
        Assert.Equal(429, limits.TryAdd(s_here)?.Code);
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(5, 1)]
    public async Task PerSecond_OneMore_429_AndOthersMay_UntilLater(int perSecond, int perAddress)
    {
        using var limits = Create(perAddress: perAddress, perSecond: perSecond);
        var count = ComeAndGo(limits, s_here);
        Assert.InRange(count, 5, 99);
        Assert.Equal((429, "Too many new connections from this address."), Show(limits.TryAdd(s_here)));
        Assert.Equal((429, "Too many new connections from this address."), Show(limits.Check(s_here)));
        Assert.Null(limits.TryAdd(s_there));
        await Polling.WaitUntilAsync(() => limits.TryAdd(s_here) is null);
    }

    [Fact]
    public void Refused_ForAnotherReason_DoesNotCount()
    {
        using var limits = Create(perAddress: 1, perSecond: 2);
        Assert.Null(limits.TryAdd(s_here));
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("Too many connections from this address.", limits.TryAdd(s_here)?.Reason);
        }

        limits.Remove(s_here);
        Assert.Null(limits.TryAdd(s_here));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Loopback_PerAddress_IfAsked(bool limitsLoopback)
    {
        using var limits = Create(perAddress: 1, limitsLoopback: limitsLoopback);
        Assert.Null(limits.TryAdd(IPAddress.Loopback));
        Assert.Equal(limitsLoopback ? 429 : null, limits.TryAdd(IPAddress.Loopback)?.Code);

        // Clients of a Unix socket have no address, and are not all one client.
        Assert.Null(limits.TryAdd(null));
        Assert.Null(limits.TryAdd(null));
    }

    [Fact]
    public async Task Racing_NeverOneMore_AndNothingStays()
    {
        using var limits = Create(maximum: 1_000, perAddress: 7, perSecond: 1_000);
        for (var round = 0; round < 20; round++)
        {
            var added = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => limits.TryAdd(s_here) is null)));
            Assert.Equal(7, added.Count(static isAdded => isAdded));
            await Task.WhenAll(Enumerable.Range(0, 7).Select(_ => Task.Run(() => limits.Remove(s_here))));
        }
    }

    // Those that come until one is refused. Far fewer are replenished meanwhile.
    private static int ComeAndGo(ConnectionLimits limits, IPAddress address)
    {
        var count = 0;
        while (count < 100 && limits.TryAdd(address) is null)
        {
            limits.Remove(address);
            count++;
        }

        return count;
    }

    private static (int Code, string Reason) Show(ProtooException? error) => (error!.Code, error.Reason);

    private static ConnectionLimits Create(int maximum = 100, int perAddress = 100, int perSecond = 100, bool limitsLoopback = false)
    {
        return new ConnectionLimits(
            new ProtooOptions
            {
                MaximumConnections = maximum,
                MaximumConnectionsPerAddress = perAddress,
                MaximumConnectionsPerSecond = perSecond,
                LimitsLoopback = limitsLoopback,
            },
            TestMeters.CreateProtooMetrics());
    }
}
