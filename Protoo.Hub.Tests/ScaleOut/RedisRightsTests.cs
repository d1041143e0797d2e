using Microsoft.Extensions.Logging;

namespace Protoo.Tests.ScaleOut;

/// <summary>The rights in docs/scale-out.md are sufficient, and a missing one is reported.</summary>
public sealed class RedisRightsTests : ReasonsTest
{
    // As in docs/scale-out.md.
    internal const string Rights =
        "~protoo:* &protoo:* +eval +evalsha +script|load +publish +subscribe +unsubscribe +time +exists +del +expire +pexpire "
        + "+hset +hget +hgetall +hexists +hlen +hdel +hincrby +sadd +srem +smembers +zadd +zrem +zrange +zrangebyscore +zscore +zcount +ping +echo";

    [SkippableFact]
    public async Task Rights_AreEnough()
    {
        var redis = await StartRedisAsync();
        await ExecuteAsync(redis, "ACL", ["SETUSER", "protoo", "on", ">secret", .. Rights.Split(' ')]);
        await using var proxy = RedisProxy.Start(redis);
        var one = await StartServerAsync($"127.0.0.1:{redis.Port},user=protoo,password=secret", "Protoo:Admin:ApiKey=k");
        var two = await StartServerAsync($"127.0.0.1:{proxy.Port},user=protoo,password=secret");
        await WaitForMembershipAsync(one);
        await WaitForMembershipAsync(two);

        await using var a = await ProtooTestClient.ConnectAsync(one.ProtooUrl("a"));
        await using var b = await ProtooTestClient.ConnectAsync(two.ProtooUrl("b"));
        b.OnRequest = static request => ProtooTestClient.ResponseTo(request);
        Assert.Equal("b", (await a.ReceiveNotificationAsync("newPeer")).GetProperty("peerId").GetString());
        await a.RequestAsync("setData", """{"n":1}""");
        await b.ReceiveNotificationAsync("peerData");
        await a.RequestAsync("notify", """{"method":"chat"}""");
        await b.ReceiveNotificationAsync("chat");
        await a.RequestAsync("request", """{"peerId":"b","method":"ask"}""");
        Assert.True((await a.RequestAsync("spread", """{"method":"ask"}""")).GetProperty("responses")[0].GetProperty("ok").GetBoolean());
        await using (var left = await ProtooTestClient.ConnectAsync(two.ProtooUrl("left")))
        {
            await left.CloseAsync();
        }

        await a.ReceiveNotificationAsync("peerClosed");
        using var http = new HttpClient { DefaultRequestHeaders = { { "X-Api-Key", "k" } } };
        Assert.Contains("\"r\"", await http.GetStringAsync(new Uri(one.Http, "/rooms")).DefaultTimeout(), StringComparison.Ordinal);
        Assert.DoesNotContain(Log.GetSnapshot(), static entry => entry.Level >= LogLevel.Warning);

        // An instance is lost and comes back.
        proxy.Cut();
        Assert.Equal("b", (await a.ReceiveNotificationAsync("peerClosed")).GetProperty("peerId").GetString());
        await Log.WaitForAsync(static entry => entry.Id.Name == "Swept");
        proxy.Restore();
        Assert.Equal("b", (await a.ReceiveNotificationAsync("newPeer")).GetProperty("peerId").GetString());
        Assert.DoesNotContain(Reasons, static reason => reason.Contains("right", StringComparison.Ordinal));
    }

    // StackExchange.Redis copes without the others.
    public static TheoryData<string> EachRight =>
        [.. Rights.Split(' ').Where(static right => right is not ("+ping" or "+echo" or "+eval" or "+script|load" or "+unsubscribe"))];

    [SkippableTheory]
    [MemberData(nameof(EachRight))]
    public async Task RightIsMissing_IsSaidAtTheStart(string right)
    {
        var redis = await StartRedisAsync();
        await ExecuteAsync(redis, "ACL", ["SETUSER", "protoo", "on", ">secret", .. Rights.Split(' ').Where(each => each != right)]);
        await StartServerAsync($"127.0.0.1:{redis.Port},user=protoo,password=secret");
        await WaitForReasonAsync("The Redis user lacks a right");
    }
}
