using Microsoft.Extensions.DependencyInjection;
using Protoo.Clustering.Redis;
using Protoo.Hosting;
using Protoo.Server;
using StackExchange.Redis;

namespace Protoo.Tests.ScaleOut;

/// <summary>What instances keep in Redis expires some time after the last of them, not before.</summary>
public sealed class ExpiryTests : InProcessClusterTest
{
    // Longer than it takes to detect a lost instance.
    private static readonly RedisExpiry s_short = new(TimeSpan.FromSeconds(10));
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    [SkippableFact]
    public async Task Keys_AllExpire()
    {
        var servers = await StartAsync(2);
        await using var connection = await Redis.ConnectAsync();
        await using var a = await JoinAsync(servers[0], "a");
        await AssertExpireAsync(connection);
        await using var b = await JoinAsync(servers[1], "b");
        await a.RequestAsync("setData", """{"n":1}""");
        await AssertExpireAsync(connection);
        await b.CloseAsync();
        Assert.Equal("b", (await a.ReceiveNotificationAsync("peerClosed")).GetProperty("peerId").GetString());
        await AssertExpireAsync(connection);

        // The peers are put back.
        await connection.GetServers().Single().FlushAllDatabasesAsync().DefaultTimeout();
        await WaitAsync(async () => await CountPeersAsync(connection, "r") == 1);
        await AssertExpireAsync(connection);
    }

    [SkippableFact]
    public async Task InstancesAreKilled_KeysAreGone_OneLives_ItsKeysStay()
    {
        await using var proxy = RedisProxy.Start(Redis);
        var dead = await StartAsync(proxy.Port, "dead:");
        var deadToo = await StartAsync(proxy.Port, "dead:");
        var alive = await StartAsync(Redis.Port, "alive:");
        var lost = await StartAsync(proxy.Port, "alive:");
        await using var connection = await Redis.ConnectAsync();
        var database = connection.GetDatabase();
        await using var x = await JoinAsync(dead, "x");
        await using var y = await JoinAsync(deadToo, "y");
        await using var a = await JoinAsync(alive, "a");
        await using var b = await JoinAsync(lost, "b");
        await using var c = await JoinAsync(lost, "c", "other");
        Assert.Equal("b", (await a.ReceiveNotificationAsync("newPeer")).GetProperty("peerId").GetString());
        Assert.Contains(GetKeys(connection), static key => key.StartsWith("dead:", StringComparison.Ordinal));

        // For Redis, they are dead now.
        proxy.Cut();
        Assert.Equal("b", (await a.ReceiveNotificationAsync("peerClosed")).GetProperty("peerId").GetString());
        await WaitAsync(() => Task.FromResult(!GetKeys(connection).Any(static key => key.StartsWith("dead:", StringComparison.Ordinal))));

        // A room that is not renewed would expire with this key.
        await database.StringSetAsync("marker", 1, s_short.Leases);
        await WaitAsync(async () => !await database.KeyExistsAsync("marker"));
        Assert.Equal(1, await CountPeersAsync(connection, "r", "alive:"));
        Assert.Equal(1, await database.SortedSetLengthAsync(new RedisKeys("alive:", "alive:").Leases));
        await a.RequestAsync("echo");
        Assert.False(a.Received.TryRead(out _));

        // An instance that was away longer returns with its peers.
        proxy.Restore();
        Assert.Equal("b", (await a.ReceiveNotificationAsync("newPeer")).GetProperty("peerId").GetString());
        await WaitAsync(async () => await CountPeersAsync(connection, "r", "dead:") == 2);
    }

    [SkippableFact]
    public async Task RoomIsLostByRedis_IsPutBackWhenItIsToBeRenewed()
    {
        await using var connection = await Redis.ConnectAsync();
        var server = await StartAsync(Redis.Port, "protoo:");
        await using var a = await JoinAsync(server, "a");
        Assert.True(await connection.GetDatabase().KeyDeleteAsync(Room("r")));
        await WaitAsync(async () => await CountPeersAsync(connection, "r") == 1);
    }

    private static RedisKey Room(string roomId, string prefix = "protoo:") => new RedisKeys(prefix, prefix).Room(new RoomName(typeof(RoomHub).FullName!, roomId));

    private static async Task<int> CountPeersAsync(IConnectionMultiplexer connection, string roomId, string prefix = "protoo:")
    {
        return RosterSnapshot.Read(await connection.GetDatabase().HashGetAllAsync(Room(roomId, prefix))).Seats.Count;
    }

    private static string[] GetKeys(IConnectionMultiplexer connection) => [.. connection.GetServers().Single().Keys().Select(static key => key.ToString())];

    private static async Task AssertExpireAsync(IConnectionMultiplexer connection)
    {
        var keys = GetKeys(connection);
        Assert.NotEmpty(keys);
        foreach (var key in keys)
        {
            var expiry = await connection.GetDatabase().KeyTimeToLiveAsync(key).DefaultTimeout();
            if (expiry is null && !await connection.GetDatabase().KeyExistsAsync(key).DefaultTimeout())
            {
                // It was just removed.
                continue;
            }

            Assert.True(expiry <= RedisExpiry.Default.Leases, $"{key}: {expiry}");
            Assert.True(!key.Contains("room:{", StringComparison.Ordinal) || expiry <= RedisExpiry.Default.Rooms, $"{key}: {expiry}");
        }
    }

    private static Task WaitAsync(Func<Task<bool>> condition)
    {
        return Task.Run(async () =>
        {
            while (!await condition())
            {
                await Task.Delay(s_pause);
            }
        }).DefaultTimeout();
    }

    private async Task<TestServer> StartAsync(int port, string prefix)
    {
        var server = await TestServer.StartRoomServerAsync(
            static builder => builder.Services.AddSingleton(s_short),
            $"ConnectionStrings:Redis=127.0.0.1:{port}",
            $"Protoo:Redis:KeyPrefix={prefix}");
        server.ExpectsErrors = true;
        Add(server);
        await server.Services.GetRequiredService<RoomRegistry<RoomHub>>().Store.WaitUntilAvailableAsync(CancellationToken.None).DefaultTimeout();
        return server;
    }
}
