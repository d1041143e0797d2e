using System.Text;
using Protoo.Clustering.Redis;

namespace Protoo.Tests.Clustering.Redis;

public sealed class RedisKeysTests
{
    private static readonly string[] s_prefixes = ["protoo:", string.Empty, "{app}:", "a{b", "a}b", "}{", "a{b}c{}", "{{", "a{b{c}d}"];

    [Fact]
    public void Keys_ThatBelongTogether_HaveOneHashTag()
    {
        string[] roomIds = ["r", "}", "}r", "{}", "{}r", "{r}", "a}b{c", "{{}}", "\u00e9}"];
        foreach (var keys in s_prefixes.Select(static prefix => new RedisKeys(prefix, prefix)))
        {
            Assert.Equal(HashTag(keys.Leases.ToString()), HashTag(keys.Adopted.ToString()));
            foreach (var room in roomIds.Select(static roomId => NameOf(roomId)))
            {
                var key = keys.Room(room).ToString();
                Assert.Equal(HashTag(key), HashTag($"{key}:more"));
                Assert.NotEqual(key, HashTag(key));
            }
        }

        static RoomName NameOf(string roomId) => new("App.Hub", roomId);
    }

    [Fact]
    public void Rooms_AreOnAllNodes_UnlessThePrefixHasATag()
    {
        var keys = new RedisKeys("protoo:", "protoo:");
        var tags = Enumerable.Range(0, 100).Select(i => HashTag(keys.Room(new RoomName("App.Hub", $"room-{i}")).ToString()));
        Assert.Equal(100, tags.Distinct().Count());
    }

    [Theory]
    [InlineData("{}", false)]
    [InlineData("a{}b{c}", false)]
    [InlineData("{}}", false)]
    [InlineData("protoo:", true)]
    [InlineData("{a}{}", true)]
    [InlineData("a}b", true)]
    public void Prefix_WithEmptyBracesFirst_IsNotValid(string prefix, bool isValid) => Assert.Equal(isValid, RedisKeys.IsValidPrefix(prefix));

    [Fact]
    public void AllPrefixesHere_AreValid() => Assert.All(s_prefixes, static prefix => Assert.True(RedisKeys.IsValidPrefix(prefix)));

    // From the Redis Cluster specification: what is between the first { and the next }, unless that is empty.
    private static string HashTag(string key)
    {
        var bytes = Encoding.UTF8.GetBytes(key);
        var start = Array.IndexOf(bytes, (byte)'{');
        var end = start < 0 ? -1 : Array.IndexOf(bytes, (byte)'}', start + 1);
        return end > start + 1 ? Encoding.UTF8.GetString(bytes, start + 1, end - start - 1) : key;
    }
}
