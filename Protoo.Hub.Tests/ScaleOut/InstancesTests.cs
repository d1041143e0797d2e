using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Protoo.Server;

namespace Protoo.Tests.ScaleOut;

/// <summary>Several instances of the room server share a room through a real Redis.</summary>
public sealed class InstancesTests : InProcessClusterTest
{
    [SkippableFact]
    public async Task PeersOfAllInstances_SeeEachOther()
    {
        var servers = await StartAsync(3);
        await using var a = await JoinAsync(servers[0], "a");
        await using var b = await SignalRTestClient.ConnectAsync(servers[1].HubUrl("b"), "newPeer", "peerClosed", "peerData");
        Assert.Equal("b", (await a.ReceiveNotificationAsync("newPeer")).GetProperty("peerId").GetString());
        await using var c = await JoinAsync(servers[2], "c");
        Assert.Equal("c", (await a.ReceiveNotificationAsync("newPeer")).GetProperty("peerId").GetString());
        Assert.Equal("c", (await b.ReceiveAsync()).Data.GetProperty("peerId").GetString());

        await c.RequestAsync("setData", """{"n":1.50}""");
        const string Peers = """{"peers":[{"peerId":"a","data":{}},{"peerId":"b","data":{}},{"peerId":"c","data":{"n":1.50}}],"roomData":{"data":{},"version":0}}""";
        Assert.Equal("""{"peerId":"c","data":{"n":1.50}}""", (await a.ReceiveNotificationAsync("peerData")).GetRawText());
        Assert.Equal("""{"peerId":"c","data":{"n":1.50}}""", (await b.ReceiveAsync()).Data.GetRawText());
        Assert.Equal(Peers, (await a.RequestAsync("getPeers")).GetRawText());
        Assert.Equal(Peers, (await b.InvokeAsync("getPeers")).GetRawText());
        Assert.Equal(Peers, (await c.RequestAsync("getPeers")).GetRawText());

        await c.CloseAsync();
        Assert.Equal("c", (await a.ReceiveNotificationAsync("peerClosed")).GetProperty("peerId").GetString());
        Assert.Equal("peerClosed", (await b.ReceiveAsync()).Method);
    }

    [SkippableFact]
    public async Task Notify_ReachesThoseAddressed_OnAllInstances()
    {
        var servers = await StartAsync(2);
        await using var a = await JoinAsync(servers[0], "a");
        await using var near = await JoinAsync(servers[0], "near");
        await using var far = await JoinAsync(servers[1], "far");
        await using var other = await SignalRTestClient.ConnectAsync(servers[1].HubUrl("other"), "n");
        await other.InvokeAsync("getPeers");
        await AwaitPeersAsync(a, 4);

        await a.RequestAsync("notify", """{"method":"n","data":1}""");
        await a.RequestAsync("notify", """{"method":"n","data":2,"to":["far","a","near"]}""");
        await a.RequestAsync("notify", """{"method":"n","data":3,"excluded":["far"]}""");
        await a.RequestAsync("notify", """{"method":"n","data":[4.0,null]}""");

        foreach (var data in new[] { "1", "2", "[4.0,null]" })
        {
            Assert.Equal($"{{\"peerId\":\"a\",\"data\":{data}}}", (await far.ReceiveNotificationAsync("n")).GetRawText());
        }

        foreach (var data in new[] { "1", "3", "[4.0,null]" })
        {
            Assert.Equal($"{{\"peerId\":\"a\",\"data\":{data}}}", (await other.ReceiveAsync()).Data.GetRawText());
        }

        foreach (var data in new[] { "1", "2", "3", "[4.0,null]" })
        {
            Assert.Equal($"{{\"peerId\":\"a\",\"data\":{data}}}", (await near.ReceiveNotificationAsync("n")).GetRawText());
        }
    }

    [SkippableFact]
    public async Task Notify_Burst_ArrivesWholeAndInOrder()
    {
        const int Count = 500;
        var servers = await StartAsync(2);
        await using var a = await JoinAsync(servers[0], "a");
        await using var far = await JoinAsync(servers[1], "far");
        await AwaitPeersAsync(a, 2);

        var requests = Enumerable.Range(0, Count)
            .Select(n => a.RequestAsync("notify", $$"""{"method":"n","data":{{n}}{{(n % 2 == 0 ? string.Empty : ",\"to\":[\"far\"]")}}}"""))
            .ToArray();

        for (var n = 0; n < Count; n++)
        {
            Assert.Equal($$"""{"peerId":"a","data":{{n}}}""", (await far.ReceiveNotificationAsync("n")).GetRawText());
        }

        await Task.WhenAll(requests);
    }

    [SkippableFact]
    public async Task DeepData_ReachesOtherInstances()
    {
        var data = new string('[', 60) + new string(']', 60);
        var servers = await StartAsync(2);
        await using var a = await JoinAsync(servers[0], "a");
        await using var far = await JoinAsync(servers[1], "far");
        far.OnRequest = static request => ProtooTestClient.ResponseTo(request, $"\"ok\":true,\"data\":{request.GetProperty("data").GetProperty("data").GetRawText()}");
        await AwaitPeersAsync(a, 2);

        await a.RequestAsync("notify", $$"""{"method":"n","data":{{data}}}""");
        Assert.Equal(data, (await far.ReceiveNotificationAsync("n")).GetProperty("data").GetRawText());
        Assert.Equal(data, (await a.RequestAsync("request", $$"""{"peerId":"far","method":"r","data":{{data}}}""")).GetRawText());
    }

    [SkippableFact]
    public async Task Requests_KeepCodeAndReason_AndAlwaysEnd()
    {
        var servers = await StartAsync(2);
        await using var a = await JoinAsync(servers[0], "a");
        await using var far = await JoinAsync(servers[1], "far");
        far.OnRequest = static request => request.GetProperty("method").GetString() switch
        {
            "good" => ProtooTestClient.ResponseTo(request, "\"ok\":true,\"data\":0.10"),
            "bad" => ProtooTestClient.ResponseTo(request, "\"errorCode\":7,\"errorReason\":\"so: so\""),
            _ => null,
        };
        await using var other = await SignalRTestClient.ConnectAsync(servers[1].HubUrl("other"));
        other.Connection.On("good", (System.Text.Json.JsonElement _) => "gladly");
        await other.InvokeAsync("getPeers");
        await AwaitPeersAsync(a, 3);

        Assert.Equal("0.10", (await a.RequestAsync("request", """{"peerId":"far","method":"good"}""")).GetRawText());
        Assert.Equal((7, "so: so"), await a.RequestErrorAsync("request", """{"peerId":"far","method":"bad"}"""));
        Assert.Equal(408, (await a.RequestErrorAsync("request", """{"peerId":"far","method":"silence","timeout":100}""")).Code);
        Assert.Equal(404, (await a.RequestErrorAsync("request", """{"peerId":"nobody","method":"good"}""")).Code);
        Assert.Equal(
            """{"responses":[{"peerId":"far","ok":true,"data":0.10},{"peerId":"other","ok":true,"data":"gladly"}]}""",
            (await a.RequestAsync("spread", """{"method":"good"}""")).GetRawText());

        var pending = a.RequestErrorAsync("request", """{"peerId":"far","method":"last"}""");
        while ((await far.ReceiveNextAsync()).GetProperty("method").GetString() != "last")
        {
            // Earlier messages.
        }

        await far.CloseAsync();
        Assert.Equal((410, "peer closed"), await pending);
    }

    [SkippableFact]
    public async Task WhatOnePeerCauses_ArrivesInOrder_OnEveryInstance()
    {
        var servers = await StartAsync(2);
        await using var near = await JoinAsync(servers[0], "near");
        await using var far = await JoinAsync(servers[1], "far");
        near.OnRequest = far.OnRequest = static request => ProtooTestClient.ResponseTo(request);
        await using var sender = await JoinAsync(servers[0], "sender");
        await near.ReceiveNotificationAsync("newPeer");
        await near.ReceiveNotificationAsync("newPeer");
        await far.ReceiveNotificationAsync("newPeer");

        for (var i = 0; i < 300; i += 3)
        {
            await sender.NotifyAsync("setData", $"{{\"i\":{i}}}");
            await sender.NotifyAsync("notify", $"{{\"method\":\"n\",\"data\":{{\"i\":{i + 1}}}}}");
            await sender.SendAsync($"{{\"request\":true,\"id\":{i},\"method\":\"spread\",\"data\":{{\"method\":\"r\",\"data\":{{\"i\":{i + 2}}}}}}}");
        }

        foreach (var receiver in new[] { near, far })
        {
            for (var i = 0; i < 300; i++)
            {
                var message = await receiver.ReceiveNextAsync();
                Assert.Equal(new[] { "peerData", "n", "r" }[i % 3], message.GetProperty("method").GetString());
                Assert.Equal(i, message.GetProperty("data").GetProperty("data").GetProperty("i").GetInt32());
            }
        }
    }

    [SkippableFact]
    public async Task Race_ForOneId_LeavesExactlyOneConnection()
    {
        var servers = await StartAsync(3);
        await using var witness = await JoinAsync(servers[0], "w");

        var clients = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => ProtooTestClient.ConnectAsync(servers[i % 3].ProtooUrl("a"))));

        var left = await ProtooTestClient.WaitUntilOneIsLeftAsync(clients);

        Assert.Equal("1", (await left.RequestAsync("echo", "1")).GetRawText());
        Assert.Equal(2, (await left.RequestAsync("getPeers")).GetProperty("peers").GetArrayLength());
        Assert.Equal(2, (await witness.RequestAsync("getPeers")).GetProperty("peers").GetArrayLength());
        Assert.Equal("newPeer", (await witness.ReceiveNextAsync()).GetProperty("method").GetString());
        Assert.False(witness.Received.TryRead(out _));
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task RoomAndPeers_AreClosed_WhereverTheyAre()
    {
        var servers = await StartAsync(2);
        await using var a = await JoinAsync(servers[0], "a");
        await using var b = await JoinAsync(servers[1], "b");
        await using var c = await JoinAsync(servers[1], "c");
        await AwaitPeersAsync(a, 3);
        var room = await servers[0].Services.GetRequiredService<IRoomRegistry<RoomHub>>().GetRoomAsync("r");

        Assert.True(await room!.FindPeer("b")!.CloseAsync());
        Assert.Equal(4000, await b.Closed.DefaultTimeout());
        Assert.Equal("b", (await c.ReceiveNotificationAsync("peerClosed")).GetProperty("peerId").GetString());

        Assert.True(await room.CloseAsync());
        Assert.Equal(4000, await a.Closed.DefaultTimeout());
        Assert.Equal(4000, await c.Closed.DefaultTimeout());
    }

    [SkippableFact]
    public async Task PeerIdThatIsTakenElsewhere_IsRejectedBeforeTheUpgrade()
    {
        var servers = await StartAsync(2, "Protoo:DuplicatePeer=Reject");
        await using var a = await JoinAsync(servers[0], "a");
        using var webSocket = new ClientWebSocket();
        webSocket.Options.AddSubProtocol("protoo");
        webSocket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => webSocket.ConnectAsync(servers[1].ProtooUrl("a"), CancellationToken.None));
        Assert.Equal(HttpStatusCode.Conflict, webSocket.HttpStatusCode);
        Assert.False(a.Closed.IsCompleted);
        await using var b = await JoinAsync(servers[1], "b");
    }

    [SkippableFact]
    public async Task RoomFillsUp_JoinsRaceOnAllInstances_NeverOneMore()
    {
        var servers = await StartAsync(3, "Protoo:MaximumPeersPerRoom=10");
        var clients = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => TryJoinAsync(servers[i % 3], $"p{i}")));
        var joined = Enumerable.Range(0, 100).Where(i => clients[i] is not null).ToArray();
        Assert.Equal(10, joined.Length);
        var witness = clients[joined[1]]!;
        await AwaitPeersAsync(witness, 10);

        // A peer of the room may change the instance. When it leaves, there is room for one.
        await using (var moved = await JoinAsync(servers[(joined[0] + 1) % 3], $"p{joined[0]}"))
        {
            Assert.Equal(4000, await clients[joined[0]]!.Closed.DefaultTimeout());
            await moved.CloseAsync();
        }

        Assert.Equal($"p{joined[0]}", (await witness.ReceiveNotificationAsync("peerClosed")).GetProperty("peerId").GetString());
        var next = await Task.WhenAll(servers.Select(server => TryJoinAsync(server, $"next-{server.Http.Port}")));
        Assert.Single(next.OfType<ProtooTestClient>());
        await AwaitPeersAsync(witness, 10);
        foreach (var client in clients.Concat(next).OfType<ProtooTestClient>())
        {
            await client.DisposeAsync();
        }
    }

    /// <summary>Connects a peer; returns null if it is rejected with 409.</summary>
    private static async Task<ProtooTestClient?> TryJoinAsync(TestServer server, string peerId)
    {
        try
        {
            return await ProtooTestClient.ConnectAsync(server.ProtooUrl(peerId));
        }
        catch (WebSocketException exception) when (exception.Message.Contains("'409'", StringComparison.Ordinal))
        {
            return null;
        }
    }

    // Peers that joined elsewhere may not be known here yet.
    private static async Task AwaitPeersAsync(ProtooTestClient client, int count)
    {
        while ((await client.RequestAsync("getPeers")).GetProperty("peers").GetArrayLength() < count)
        {
            await client.ReceiveNextAsync();
        }
    }
}
