using System.Globalization;
using Protoo.Clustering;
using Protoo.Clustering.Redis;
using Protoo.Tests.Specifications;

namespace Protoo.Tests.ScaleOut;

/// <summary>Several deployments on one Redis, and one deployment on a Redis Cluster.</summary>
public sealed class DeploymentsTests : InProcessClusterTest
{
    private const int Slots = 16_384;

    [SkippableFact]
    public async Task DifferentPrefixes_NeverSeeEachOther()
    {
        await using var one = await TestServer.StartInstanceAsync(Redis.Port, "Protoo:Redis:KeyPrefix=one:", "Protoo:Admin:ApiKey=k");
        await using var two = await TestServer.StartInstanceAsync(Redis.Port, "Protoo:Redis:KeyPrefix=two:", "Protoo:Admin:ApiKey=k");
        await using var a = await JoinAsync(one, "a");
        await using var b = await JoinAsync(two, "b");
        await using var alsoA = await JoinAsync(two, "a");
        Assert.Equal("""{"peers":[{"peerId":"a","data":{}}],"roomData":{"data":{},"version":0}}""", (await a.RequestAsync("getPeers")).GetRawText());
        Assert.Equal("""{"peers":[{"peerId":"b","data":{}},{"peerId":"a","data":{}}],"roomData":{"data":{},"version":0}}""", (await b.RequestAsync("getPeers")).GetRawText());
        await b.RequestAsync("notify", """{"method":"chat"}""");
        await alsoA.ReceiveNotificationAsync("chat");
        await a.RequestAsync("echo");
        Assert.False(a.Received.TryRead(out _));

        await using var connection = await Redis.ConnectAsync();
        Assert.All(connection.GetServers().Single().Keys(), static key => Assert.Matches("^(one|two):", key.ToString()));
    }

    [SkippableTheory]
    [InlineData("protoo:")]
    [InlineData("{of}:")]
    [InlineData("a{b")]
    public async Task RedisCluster_ServesRooms(string prefix)
    {
        await using var first = await RedisServer.StartAsync("--cluster-enabled", "yes");
        await using var second = await RedisServer.StartAsync("--cluster-enabled", "yes");
        await using var third = await RedisServer.StartAsync("--cluster-enabled", "yes");
        await FormClusterAsync(first, second, third);

        await using var one = await TestServer.StartInstanceAsync(first.Port, $"Protoo:Redis:KeyPrefix={prefix}");
        await using var two = await TestServer.StartInstanceAsync(second.Port, $"Protoo:Redis:KeyPrefix={prefix}");
        for (var i = 0; i < 10; i++)
        {
            // The rooms use all nodes.
            await using var a = await JoinAsync(one, "a", $"room-{i}");
            await using var b = await JoinAsync(two, "b", $"room-{i}");
            b.OnRequest = static request => ProtooTestClient.ResponseTo(request);
            Assert.Equal("b", (await a.ReceiveNotificationAsync("newPeer")).GetProperty("peerId").GetString());
            await a.RequestAsync("setData", """{"n":1}""");
            await a.RequestAsync("notify", """{"method":"chat"}""");
            Assert.Equal("""{"peerId":"a","data":{"n":1}}""", (await b.ReceiveNotificationAsync("peerData")).GetRawText());
            Assert.Equal("""{"peerId":"a","data":{}}""", (await b.ReceiveNotificationAsync("chat")).GetRawText());
            await a.RequestAsync("request", """{"peerId":"b","method":"ask"}""");
            await b.CloseAsync();
            Assert.Equal("b", (await a.ReceiveNotificationAsync("peerClosed")).GetProperty("peerId").GetString());
        }
    }

    [SkippableFact]
    public async Task RedisCluster_KeepsTheKeysOfARoomTogether_WhateverItIsCalled()
    {
        await using var first = await RedisServer.StartAsync("--cluster-enabled", "yes");
        await using var second = await RedisServer.StartAsync("--cluster-enabled", "yes");
        await using var third = await RedisServer.StartAsync("--cluster-enabled", "yes");
        await FormClusterAsync(first, second, third);
        await using var instance = await RedisInstance.StartAsync(first);
        await using var other = await RedisInstance.StartAsync(second);
        var (store, otherStore) = (instance.CreateStore("hub"), other.CreateStore("hub"));
        var multiplexer = await instance.Connection.WaitForConnectionAsync();
        foreach (var roomId in (string[])["r", "}", "}r", "{}", "{}r", "{r}", "a}b{c", "{{}}"])
        {
            var (room, replica) = (new RecordingReplica(roomId), new RecordingReplica(roomId));
            var seat = new Seat("a", $"connection-{roomId}", PeerTransport.Native, store.Instance);
            Assert.Equal(SeatOutcome.Taken, await store.JoinAsync(room, seat, new(DuplicatePeer.Replace)).AsTask().DefaultTimeout());
            Assert.True(await otherStore.TryLoadAsync(replica).AsTask().DefaultTimeout());
            Assert.Equal("a", Assert.Single(replica.Seats).PeerId);

            var key = instance.Connection.Keys.Room(new RoomName("hub", roomId));
            Assert.Equal(multiplexer.HashSlot(key), multiplexer.HashSlot(key.Append(":more")));
            Assert.True(await store.LeaveAsync(room, seat).AsTask().DefaultTimeout());
        }
    }

    private static async Task FormClusterAsync(params RedisServer[] servers)
    {
        var slots = Slots / servers.Length;
        for (var i = 0; i < servers.Length; i++)
        {
            await using var connection = await servers[i].ConnectAsync();
            var node = connection.GetServer("127.0.0.1", servers[i].Port);
            var last = i == servers.Length - 1 ? Slots : (i + 1) * slots;
            await node.ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", (i * slots).ToString(CultureInfo.InvariantCulture), (last - 1).ToString(CultureInfo.InvariantCulture));
            await node.ExecuteAsync("CLUSTER", "MEET", "127.0.0.1", servers[0].Port.ToString(CultureInfo.InvariantCulture));
        }

        await Task.WhenAll(servers.Select(server => WaitForClusterAsync(server, servers.Length))).DefaultTimeout();
    }

    private static async Task WaitForClusterAsync(RedisServer server, int count)
    {
        await using var connection = await server.ConnectAsync();
        var node = connection.GetServer("127.0.0.1", server.Port);
        string info;
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50));
            info = (string)(await node.ExecuteAsync("CLUSTER", "INFO"))!;
        }
        while (!info.Contains("cluster_state:ok", StringComparison.Ordinal)
            || !info.Contains(string.Create(CultureInfo.InvariantCulture, $"cluster_known_nodes:{count}"), StringComparison.Ordinal)
            || !info.Contains(string.Create(CultureInfo.InvariantCulture, $"cluster_slots_ok:{Slots}"), StringComparison.Ordinal));
    }
}
