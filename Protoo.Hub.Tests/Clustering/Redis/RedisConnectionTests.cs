using StackExchange.Redis;

namespace Protoo.Tests.Clustering.Redis;

/// <summary>The connection of an instance to Redis.</summary>
public sealed class RedisConnectionTests
{
    // A late join would put a peer into its room whose connection may be gone.
    [Fact]
    public async Task WhatFailed_IsNotDoneLater()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var instance = await RedisInstance.StartAsync(redis);
        await redis.StopAsync(RedisMemory.Everything);
        for (var i = 0; i < 20; i++)
        {
            var exception = await Assert.ThrowsAsync<ProtooException>(() => instance.Connection.AskAsync(database => database.StringSetAsync($"late{i}", i)));
            Assert.Equal(503, exception.Code);
        }

        await redis.StartAgainAsync();
        while (!instance.Connection.IsConnected)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }

        // What is kept is sent before anything new.
        Assert.True(await instance.Connection.AskAsync(static database => database.StringSetAsync("new", 1)));
        await using var other = await redis.ConnectAsync();
        RedisKey[] keys = [.. Enumerable.Range(0, 20).Select(static i => (RedisKey)$"late{i}")];
        Assert.Equal(0, await other.GetDatabase().KeyExistsAsync(keys).DefaultTimeout());
    }
}
