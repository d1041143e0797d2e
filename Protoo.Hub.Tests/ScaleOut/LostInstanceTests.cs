using System.Net;
using Protoo.Clustering.Redis;
using StackExchange.Redis;

namespace Protoo.Tests.ScaleOut;

/// <summary>What happens to the peers of an instance that is gone, for good or for a while.</summary>
public sealed class LostInstanceTests : ClusterTest
{
    [SkippableFact]
    public async Task InstanceDies_ItsPeersAreGone_RequestsToThemEnd()
    {
        var servers = await StartAsync(3);
        await using var a1 = await JoinAsync(servers[0], "a1");
        await using var a2 = await JoinAsync(servers[0], "a2");
        await using var b = await JoinAsync(servers[1], "b");
        await using var c = await JoinAsync(servers[2], "c");
        a1.OnRequest = a2.OnRequest = null;
        Assert.Equal(["newPeer c"], await ReceiveAsync(b, 1));
        Assert.Equal(["newPeer b", "newPeer c"], await ReceiveAsync(a2, 2));
        var request = b.RequestErrorAsync("request", """{"peerId":"a1","method":"ask","timeout":60000}""");
        var spread = c.RequestAsync("spread", """{"method":"ask","timeout":60000,"excluded":["b"]}""");
        Assert.Equal("ask", (await a2.ReceiveNextAsync()).GetProperty("method").GetString());

        await servers[0].KillAsync();

        Assert.Equal(["peerClosed a1", "peerClosed a2"], await ReceiveAsync(b, 2));
        Assert.Equal(["peerClosed a1", "peerClosed a2"], await ReceiveAsync(c, 2));
        Assert.Equal((410, "peer closed"), await request);
        Assert.All((await spread).GetProperty("responses").EnumerateArray(), static response => Assert.Equal(410, response.GetProperty("errorCode").GetInt32()));
        Assert.Equal(["b", "c"], await GetPeersAsync(b));
        Assert.Equal(["b", "c"], await GetPeersAsync(c));
        await AssertQuietAsync(b);
        await AssertQuietAsync(c);
        await AssertReachesAsync(b, "c");
    }

    [SkippableFact]
    public async Task InstanceDies_AndSoDoesTheOneThatCleansUpAfterIt()
    {
        var servers = await StartAsync(3);
        await using var a1 = await JoinAsync(servers[0], "a1");
        await using var a2 = await JoinAsync(servers[0], "a2", "other");
        await using var b = await JoinAsync(servers[1], "b");
        await using var c = await JoinAsync(servers[2], "c", "other");
        await using var redis = await Redis.ConnectAsync();
        var database = redis.GetDatabase();
        var keys = new RedisKeys("protoo:", "protoo:");
        var lease = await FindLeaseAsync(database, keys, "a1");

        await servers[0].KillAsync();

        // An instance adopts the lease, removes the seats of one room, and dies.
        await database.SortedSetRemoveAsync(keys.Leases, lease);
        await database.SortedSetAddAsync(keys.Adopted, lease, 0);
        var done = new RoomName("Protoo.Server.RoomHub", "r");
        await database.ScriptEvaluateAsync(
            RosterScript.Sweep.Text,
            [keys.Room(done)],
            [keys.ForScript(keys.ChannelOf(done)), RedisExpiry.EmptyRoom, lease]);
        await database.SetRemoveAsync(keys.RoomsOf(lease), done.ToString());

        Assert.Equal(["peerClosed a1"], await ReceiveAsync(b, 1));
        Assert.Equal(["peerClosed a2"], await ReceiveAsync(c, 1));
        Assert.Equal(["c"], await GetPeersAsync(c));
        await AssertQuietAsync(b);
    }

    [SkippableFact]
    public async Task InstanceFreezes_ComesBack_PutsItsPeersBack_ButForThoseWhoseIdIsTaken()
    {
        var servers = await StartAsync(3);
        await using var kept = await JoinAsync(servers[0], "kept");
        await using var taken = await JoinAsync(servers[0], "taken");
        await using var b = await JoinAsync(servers[1], "b");
        await using var c = await JoinAsync(servers[2], "c");
        await b.RequestAsync("setData", """{"n":1}""");
        await kept.RequestAsync("setData", """{"n":2}""");
        Assert.Equal(["newPeer c", "peerData kept"], await ReceiveAsync(b, 2));
        Assert.Equal(["peerData b", "peerData kept"], await ReceiveAsync(c, 2));
        Assert.Equal(["newPeer b", "newPeer c", "newPeer taken", "peerData b"], await ReceiveAsync(kept, 4));

        servers[0].Freeze();
        Assert.Equal(["peerClosed kept", "peerClosed taken"], await ReceiveAsync(b, 2));
        await using var other = await JoinAsync(servers[1], "taken");
        Assert.Equal(["newPeer taken"], await ReceiveAsync(b, 1));
        servers[0].Thaw();

        Assert.Equal(4000, await taken.Closed.DefaultTimeout());
        Assert.Equal(["newPeer kept"], await ReceiveAsync(b, 1));
        Assert.Equal(["newPeer kept", "newPeer taken", "peerClosed kept", "peerClosed taken"], await ReceiveAsync(c, 4));

        // In the order of joining, with data, as if it had never been gone. It missed nothing that it must be told.
        string[] peers = ["kept", "b", "c", "taken"];
        Assert.Equal(peers, await GetPeersAsync(b));
        Assert.Equal(peers, await GetPeersAsync(c));
        await servers[0].WaitForReadinessAsync(HttpStatusCode.OK);
        Assert.Equal(peers, await GetPeersAsync(kept));
        await AssertReachesAsync(c, "kept");
        await AssertReachesAsync(kept, "taken");
        await AssertQuietAsync(kept);
        await AssertQuietAsync(b);
        Assert.Equal(
            (await b.RequestAsync("getPeers")).GetRawText(),
            (await kept.RequestAsync("getPeers")).GetRawText());
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task InstanceIsCutOff_ItsPeersAreGoneForTheOthers_AndBackWhenItIs(bool isHeld)
    {
        await using var proxy = RedisProxy.Start(Redis);
        var servers = await StartAsync(2);
        var cut = await StartOneAsync(proxy.Port);
        await cut.WaitForReadinessAsync(HttpStatusCode.OK);
        await using var a = await JoinAsync(cut, "a");
        await using var stays = await JoinAsync(cut, "stays");
        await using var b = await JoinAsync(servers[0], "b");
        await using var c = await JoinAsync(servers[1], "c");
        b.OnRequest = null;
        Assert.Equal(["newPeer b", "newPeer c", "newPeer stays"], await ReceiveAsync(a, 3));
        Assert.Equal(["newPeer b", "newPeer c"], await ReceiveAsync(stays, 2));
        var request = a.RequestErrorAsync("request", """{"peerId":"b","method":"ask","timeout":60000}""");
        Assert.Equal(["newPeer c"], await ReceiveAsync(b, 1));
        Assert.Equal("ask", (await b.ReceiveNextAsync()).GetProperty("method").GetString());

        if (isHeld)
        {
            proxy.Hold();
        }
        else
        {
            proxy.Cut();
        }

        Assert.Equal(503, (await request).Code);
        Assert.Equal(["peerClosed a", "peerClosed stays"], await ReceiveAsync(b, 2));
        Assert.Equal(["peerClosed a", "peerClosed stays"], await ReceiveAsync(c, 2));

        // Meanwhile, peers leave and join on both sides.
        await a.CloseAsync();
        Assert.Equal(["peerClosed a"], await ReceiveAsync(stays, 1));
        await c.CloseAsync();
        Assert.Equal(["peerClosed c"], await ReceiveAsync(b, 1));
        await using var d = await JoinAsync(servers[1], "d");
        Assert.Equal(["newPeer d"], await ReceiveAsync(b, 1));
        proxy.Restore();

        Assert.Equal(["newPeer stays"], await ReceiveAsync(b, 1));
        Assert.Equal(["newPeer stays"], await ReceiveAsync(d, 1));
        Assert.Equal(["newPeer d", "peerClosed c"], await ReceiveAsync(stays, 2));
        Assert.Equal(["stays", "b", "d"], await GetPeersAsync(stays));
        Assert.Equal(["stays", "b", "d"], await GetPeersAsync(b));
        await AssertReachesAsync(stays, "d");
        await AssertReachesAsync(d, "stays");
        await AssertQuietAsync(stays);
        await AssertQuietAsync(d);
    }

    private static async Task<string> FindLeaseAsync(IDatabase database, RedisKeys keys, string peerId)
    {
        // Generation, place in the order of joining, lease, JSON.
        var seat = await database.HashGetAsync(keys.Room(new RoomName("Protoo.Server.RoomHub", "r")), $"s:{peerId}");
        return seat.ToString().Split(' ')[2];
    }
}
