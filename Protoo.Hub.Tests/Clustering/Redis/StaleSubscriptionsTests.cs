using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Protoo.Clustering.Redis;
using StackExchange.Redis;

namespace Protoo.Tests.Clustering.Redis;

/// <summary>Redis gets to know that a subscription is no longer wanted, even if it was still on its way.</summary>
public sealed class StaleSubscriptionsTests : IAsyncLifetime
{
    private static readonly RedisChannel s_channel = RedisChannel.Literal("c");
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private RedisServer _redis = null!;
    private RedisProxy _proxy = null!;
    private RedisConnection _connection = null!;
    private IConnectionMultiplexer _observer = null!;

    public async Task InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _proxy = RedisProxy.Start(_redis);
        _observer = await _redis.ConnectAsync();
        var options = new ProtooRedisOptions { Configuration = ConfigurationOptions.Parse($"127.0.0.1:{_proxy.Port}"), KeyPrefix = string.Empty };
        var faults = new RedisFaults(TimeProvider.System, NullLogger<RedisFaults>.Instance);
        _connection = new RedisConnection(Options.Create(options), RedisExpiry.Default, faults, TestMeters.CreateRedisMetrics(), TimeProvider.System);
        await _connection.WaitForConnectionAsync().DefaultTimeout();
    }

    public async Task DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _observer.DisposeAsync();
        await _proxy.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task SubscriptionOnItsWay_EndsWhenItHasBegun()
    {
        _proxy.Hold();
        var subscribing = _connection.Subscriber.SubscribeAsync(s_channel);
        await _connection.StaleSubscriptions.UnsubscribeAsync(s_channel, () => _connection.Subscriber.UnsubscribeAsync(s_channel)).DefaultTimeout();
        _proxy.Restore();
        await subscribing.DefaultTimeout();

        await WaitForSubscribersAsync(0);
    }

    [Fact]
    public async Task SubscriptionOnItsWay_IsWantedAgain_Stays()
    {
        _proxy.Hold();
        var first = _connection.Subscriber.SubscribeAsync(s_channel);
        await _connection.StaleSubscriptions.UnsubscribeAsync(s_channel, () => _connection.Subscriber.UnsubscribeAsync(s_channel)).DefaultTimeout();
        var second = _connection.Subscriber.SubscribeAsync(s_channel);
        _proxy.Restore();
        await first.DefaultTimeout();
        var queue = await second.DefaultTimeout();

        await _observer.GetSubscriber().PublishAsync(s_channel, "1").DefaultTimeout();
        Assert.Equal("1", (await queue.ReadAsync().AsTask().DefaultTimeout()).Message);
    }

    [Fact]
    public async Task SubscriptionThatHasBegun_EndsAtOnce()
    {
        await _connection.Subscriber.SubscribeAsync(s_channel).DefaultTimeout();
        await WaitForSubscribersAsync(1);
        await _connection.StaleSubscriptions.UnsubscribeAsync(s_channel, () => _connection.Subscriber.UnsubscribeAsync(s_channel)).DefaultTimeout();
        await WaitForSubscribersAsync(0);
    }

    // Each time, an end is on its way when the next subscription begins.
    [Fact]
    public async Task WantedWhileItEnds_TheNewSubscriptionStays()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(static channel => RedisChannel.Literal($"c{channel}")).Select(channel => Task.Run(() => SubscribeAgainAndAgainAsync(channel))));
    }

    private async Task SubscribeAgainAndAgainAsync(RedisChannel channel)
    {
        for (var i = 0; i < 200; i++)
        {
            await _connection.StaleSubscriptions.UnsubscribeAsync(channel, static () => Task.CompletedTask).DefaultTimeout();
            await Task.Yield();
            await _connection.StaleSubscriptions.WantAsync(channel).DefaultTimeout();
            var queue = await _connection.Subscriber.SubscribeAsync(channel).DefaultTimeout();
            await _connection.Database.PingAsync().DefaultTimeout();
            await _observer.GetSubscriber().PublishAsync(channel, i).DefaultTimeout();
            Assert.Equal(i, (int)(await queue.ReadAsync().AsTask().DefaultTimeout()).Message);
            await queue.UnsubscribeAsync().DefaultTimeout();
        }
    }

    private async Task WaitForSubscribersAsync(long count)
    {
        await Task.Run(async () =>
        {
            while (await _observer.GetServers()[0].SubscriptionSubscriberCountAsync(s_channel) != count)
            {
                await Task.Delay(s_pause);
            }
        }).DefaultTimeout();
    }
}
