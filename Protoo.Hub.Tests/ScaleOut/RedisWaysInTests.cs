using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Protoo.Tests.ScaleOut;

/// <summary>The ways to configure Redis's address and user.</summary>
public sealed class RedisWaysInTests : ReasonsTest
{
    private const string NotUsed = "ConnectionStrings:Redis=127.0.0.1:1";
    private const string Password = "a,b=\"c\" d%/@:";

    [SkippableFact]
    public async Task Address_WithUserAndPassword()
    {
        var redis = await StartWithUserAsync();
        await using var first = await TestServer.StartInstanceAsync(redis.Port, "Protoo:Redis:User=protoo", $"Protoo:Redis:Password={Password}");
        var second = await StartServerAsync($"redis://protoo:{Uri.EscapeDataString(Password)}@127.0.0.1:{redis.Port}/0");
        await WaitForMembershipAsync(second);
        await AssertMeetAsync(first, second);
    }

    [Theory]
    [InlineData("redis://u:s3cret@host:port", "port")]
    [InlineData("ftp://u:s3cret@host", "redis://")]
    public async Task Address_NotValid_EndsTheStart(string address, string reason)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => TestServer.StartRoomServerAsync($"ConnectionStrings:Redis={address}"));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prefix_ThatScattersKeys_EndsTheStart()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(
            static () => TestServer.StartRoomServerAsync("ConnectionStrings:Redis=127.0.0.1:1", "Protoo:Redis:KeyPrefix=a{}"));
        Assert.Contains("KeyPrefix", exception.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(null)]
    [InlineData("of-the-app:")]
    public async Task ConnectionOfTheApp_IsUsed_AndLeftAsItWas(string? channelPrefix)
    {
        await using var redis = await RedisServer.StartAsync();
        var prefix = channelPrefix is null ? string.Empty : $",channelPrefix={channelPrefix}";
        await using var one = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{redis.Port}{prefix}");
        await using var two = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{redis.Port}{prefix}");
        var channel = RedisChannel.Literal("of-the-app-alone");
        var messages = await one.GetSubscriber().SubscribeAsync(channel);

        await using (var first = await TestServer.StartRoomServerAsync(builder => UseFactory(builder.Services, _ => Share(one)), NotUsed))
        await using (var second = await TestServer.StartRoomServerAsync(builder => UseFactory(builder.Services, _ => Share(two)), NotUsed))
        {
            await WaitForMembershipAsync(first);
            await WaitForMembershipAsync(second);
            await AssertMeetAsync(first, second);
        }

        Assert.True(one.IsConnected);
        await two.GetSubscriber().PublishAsync(channel, "still here");
        Assert.Equal("still here", (await messages.ReadAsync().AsTask().DefaultTimeout()).Message);
    }

    [SkippableFact]
    public async Task ConnectionOfTheApp_WithAChannelPrefix_MeetsOneOfSettingsThatHasIt()
    {
        await using var redis = await RedisServer.StartAsync();
        var settings = $"127.0.0.1:{redis.Port},channelPrefix=x:,password=";
        await using var multiplexer = await ConnectionMultiplexer.ConnectAsync(settings);
        var first = await StartServerAsync("127.0.0.1:1", services => UseFactory(services, _ => Share(multiplexer)));
        var second = await StartServerAsync(settings);
        await WaitForMembershipAsync(first);
        await WaitForMembershipAsync(second);
        await AssertMeetAsync(first, second);
    }

    [SkippableFact]
    public async Task ConnectionFactory_FailsAtFirst_SaysWhy_AndIsCalledAgain()
    {
        var redis = await StartRedisAsync();
        var calls = 0;
        var server = await StartWithFactoryAsync(async writer =>
        {
            return ++calls == 1 ? throw new InvalidOperationException("No token yet.") : await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{redis.Port}", writer);
        });
        await WaitForReasonAsync("No token yet.");
        await WaitForMembershipAsync(server);
        Assert.Equal(2, calls);
    }

    [SkippableFact]
    public async Task ConnectionOfTheApp_WithoutRedis_SaysWhy()
    {
        var redis = await StartRedisAsync();
        await redis.StopAsync();
        await using var multiplexer = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{redis.Port},abortConnect=false,connectTimeout=1000,connectRetry=1");
        var server = await StartWithFactoryAsync(_ => Task.FromResult<IConnectionMultiplexer>(multiplexer));
        await WaitForReasonAsync("The connection was refused.");
        await redis.StartAgainAsync();
        await WaitForMembershipAsync(server);
    }

    private static Task<IConnectionMultiplexer> Share(IConnectionMultiplexer multiplexer) => Task.FromResult(multiplexer);

    private static void UseFactory(IServiceCollection services, Func<TextWriter, Task<IConnectionMultiplexer>> factory)
    {
        services.Configure<ProtooRedisOptions>(options => options.ConnectionFactory = factory);
    }

    private static async Task AssertMeetAsync(TestServer first, TestServer second)
    {
        await using var a = await ProtooTestClient.ConnectAsync(first.ProtooUrl("a"));
        await using var b = await ProtooTestClient.ConnectAsync(second.ProtooUrl("b"));
        Assert.Equal("b", (await a.ReceiveNotificationAsync("newPeer")).GetProperty("peerId").GetString());
        await b.RequestAsync("setData", """{"n":1}""");
        await a.ReceiveNotificationAsync("peerData");
    }

    private async Task<RedisServer> StartWithUserAsync()
    {
        var redis = await StartRedisAsync();
        await ExecuteAsync(redis, "ACL", "SETUSER", "protoo", "on", $">{Password}", "~*", "&*", "+@all");
        await ExecuteAsync(redis, "ACL", "SETUSER", "default", "off");
        return redis;
    }

    private Task<TestServer> StartWithFactoryAsync(Func<TextWriter, Task<IConnectionMultiplexer>> factory)
    {
        return StartServerAsync("127.0.0.1:1", services => UseFactory(services, factory));
    }
}
