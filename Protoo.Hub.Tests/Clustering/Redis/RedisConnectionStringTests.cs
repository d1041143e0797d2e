using System.Net;
using Protoo.Clustering.Redis;

namespace Protoo.Tests.Clustering.Redis;

public sealed class RedisConnectionStringTests
{
    private const string Secret = "s3cret";

    [Theory]
    [InlineData("redis://localhost", "localhost", 6379, null, null, null, false)]
    [InlineData("redis://localhost/", "localhost", 6379, null, null, null, false)]
    [InlineData("redis://127.0.0.1:7000", "127.0.0.1", 7000, null, null, null, false)]
    [InlineData("REDISS://cache.example:7001/3", "cache.example", 7001, null, null, 3, true)]
    [InlineData("redis://:pass@h", "h", 6379, null, "pass", null, false)]
    [InlineData("redis://user@h", "h", 6379, "user", null, null, false)]
    [InlineData("rediss://user:pa:ss@h:1", "h", 1, "user", "pa:ss", null, true)]
    [InlineData("redis://us%40er:a%2Cb%22%2F%25@h/0", "h", 6379, "us@er", "a,b\"/%", 0, false)]
    [InlineData("redis://%41%62@h", "h", 6379, "Ab", null, null, false)]
    [InlineData("redis://@h", "h", 6379, null, null, null, false)]
    [InlineData("redis://:a,b@c@h", "h", 6379, null, "a,b@c", null, false)]
    [InlineData(" redis://h ", "h", 6379, null, null, null, false)]
    public void Parse_Address(string text, string host, int port, string? user, string? password, int? database, bool isTls)
    {
        var configuration = RedisConnectionString.Parse(text);
        var endPoint = Assert.Single(configuration.EndPoints);
        Assert.Equal((host, port), endPoint is DnsEndPoint dns ? (dns.Host, dns.Port) : (((IPEndPoint)endPoint).Address.ToString(), ((IPEndPoint)endPoint).Port));
        Assert.Equal((user, password, database, isTls), (configuration.User, configuration.Password, configuration.DefaultDatabase, configuration.Ssl));
    }

    [Fact]
    public void Parse_AddressWithIPv6()
    {
        Assert.Equal(new IPEndPoint(IPAddress.IPv6Loopback, 6380), Assert.Single(RedisConnectionString.Parse("redis://:p@[::1]:6380").EndPoints));
        Assert.Equal(new IPEndPoint(IPAddress.IPv6Loopback, 6379), Assert.Single(RedisConnectionString.Parse("redis://[::1]").EndPoints));
    }

    [Fact]
    public void Parse_StackExchangesOwnSyntax()
    {
        var configuration = RedisConnectionString.Parse("one:1,two:2,ssl=true,password=x://y");
        Assert.Equal((2, true, "x://y"), (configuration.EndPoints.Count, configuration.Ssl, configuration.Password));
        Assert.Contains("sll", Assert.Throws<ArgumentException>(static () => RedisConnectionString.Parse("one:1,sll=true")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_Nothing_IsAnError() => Assert.Throws<ArgumentException>("text", static () => RedisConnectionString.Parse(string.Empty));

    [Theory]
    [InlineData("redis://", "host")]
    [InlineData("redis:///0", "host")]
    [InlineData($"redis://u:{Secret}@", "host")]
    [InlineData($"redis://u:{Secret}/more@h", "percent-encoded")]
    [InlineData($"redis://u:{Secret}@h:0", "port")]
    [InlineData($"redis://u:{Secret}@h:65536", "port")]
    [InlineData($"redis://u:{Secret}@h:port", "port")]
    [InlineData($"redis://u:{Secret}@[::1", "host")]
    [InlineData($"redis://u:{Secret}@[::1]6379", "port")]
    [InlineData($"redis://u:{Secret}@h/zero", "database")]
    [InlineData($"redis://u:{Secret}@h/-1", "database")]
    [InlineData($"redis://u:{Secret}@h?db=1", "parameters")]
    [InlineData($"redis://u:{Secret}@h:1,i:2", "several")]
    [InlineData($"redis://u:{Secret}@h:1,ssl=true", "several")]
    [InlineData($"redis://u:{Secret}%zz@h", "hexadecimal")]
    [InlineData($"redis://u:{Secret}%4z@h", "hexadecimal")]
    [InlineData($"redis://u:{Secret}%z4@h", "hexadecimal")]
    [InlineData($"redis://u:{Secret}%4@h", "hexadecimal")]
    [InlineData($"redis://u:{Secret}%@h", "hexadecimal")]
    [InlineData($"redis://%zz:{Secret}@h", "hexadecimal")]
    [InlineData($"redis://u:{Secret}@", "redis://...@ ")]
    [InlineData("redis://h:0", "redis://h:0 ")]
    [InlineData("://h", "redis://")]
    [InlineData($"http://u:{Secret}@h", "redis://")]
    [InlineData($"h,password=x,{Secret}=1", "comma")]
    public void Parse_NotValid_IsNamedWithoutThePassword(string text, string reason)
    {
        var exception = Assert.Throws<ArgumentException>(() => RedisConnectionString.Parse(text));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, exception.ToString(), StringComparison.Ordinal);
    }
}
