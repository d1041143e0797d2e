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
        var limits = Create(maximum: 2);
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
        var limits = Create(perAddress: 2);
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
    [InlineData(false)]
    [InlineData(true)]
    public void Loopback_PerAddress_IfAsked(bool limitsLoopback)
    {
        var limits = Create(perAddress: 1, limitsLoopback: limitsLoopback);
        Assert.Null(limits.TryAdd(IPAddress.Loopback));
        Assert.Equal(limitsLoopback ? 429 : null, limits.TryAdd(IPAddress.Loopback)?.Code);

        // Clients of a Unix socket have no address, and are not all one client.
        Assert.Null(limits.TryAdd(null));
        Assert.Null(limits.TryAdd(null));
    }

    [Fact]
    public async Task Racing_NeverOneMore_AndNothingStays()
    {
        var limits = Create(maximum: 1_000, perAddress: 7);
        for (var round = 0; round < 20; round++)
        {
            var added = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => limits.TryAdd(s_here) is null)));
            Assert.Equal(7, added.Count(static isAdded => isAdded));
            await Task.WhenAll(Enumerable.Range(0, 7).Select(_ => Task.Run(() => limits.Remove(s_here))));
        }
    }

    private static (int Code, string Reason) Show(ProtooException? error) => (error!.Code, error.Reason);

    private static ConnectionLimits Create(int maximum = 100, int perAddress = 100, bool limitsLoopback = false)
    {
        return new ConnectionLimits(
            new ProtooOptions { MaximumConnections = maximum, MaximumConnectionsPerAddress = perAddress, LimitsLoopback = limitsLoopback },
            TestMeters.CreateProtooMetrics());
    }
}
