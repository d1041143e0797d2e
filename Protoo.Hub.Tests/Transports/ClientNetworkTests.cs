using System.Net;
using Protoo.Transports;

namespace Protoo.Tests.Transports;

/// <summary>Which addresses count as one client.</summary>
public sealed class ClientNetworkTests
{
    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7", true)]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", true)]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    [InlineData("::ffff:203.0.113.7", "::ffff:203.0.113.8", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::1", "127.0.0.1", false)]
    [InlineData("fe80::1%1", "fe80::1%2", true)]
    public void Of(string first, string second, bool areOne)
    {
        Assert.Equal(areOne, ClientNetwork.Of(IPAddress.Parse(first)) == ClientNetwork.Of(IPAddress.Parse(second)));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.1.2.3", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("10.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("fe80::1", false)]
    public void IsLocal(string? address, bool isLocal)
    {
        Assert.Equal(isLocal, ClientNetwork.IsLocal(address is null ? null : IPAddress.Parse(address)));
    }
}
