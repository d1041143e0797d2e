using System.Net;
using System.Net.WebSockets;

namespace Protoo.Tests.ScaleOut;

/// <summary>Redis goes away and comes back: rooms go on among the peers of each instance, and then reunite.</summary>
public sealed class RedisOutageTests : ClusterTest
{
    [SkippableTheory]
    [InlineData(RedisMemory.Nothing)]
    [InlineData(RedisMemory.LastSave)]
    [InlineData(RedisMemory.Everything)]
    public async Task RedisRestarts_EmptyOrNot_NobodyReconnects_AndAllAreToldTheDifference(RedisMemory memory)
    {
        var servers = await StartAsync(3, "Protoo:Admin:ApiKey=k");
        await using var a = await JoinAsync(servers[0], "a");
        await using var a2 = await JoinAsync(servers[0], "a2");
        await using var b = await JoinAsync(servers[1], "b");
        await using var b2 = await JoinAsync(servers[1], "b2");
        await using var c = await JoinAsync(servers[2], "c");
        await a.RequestAsync("setData", """{"n":1.50}""");
        Assert.Equal(["newPeer a2", "newPeer b", "newPeer b2", "newPeer c"], await ReceiveAsync(a, 4));
        Assert.Equal(["newPeer b", "newPeer b2", "newPeer c", "peerData a"], await ReceiveAsync(a2, 4));
        Assert.Equal(["newPeer b2", "newPeer c", "peerData a"], await ReceiveAsync(b, 3));
        Assert.Equal(["peerData a"], await ReceiveAsync(c, 1));
        b.OnRequest = null;
        var pending = a.RequestErrorAsync("request", """{"peerId":"b","method":"ask","timeout":60000}""");
        Assert.Equal("ask", (await b.ReceiveNextAsync()).GetProperty("method").GetString());

        // The saved state is out of date for this room: it has "ghost", who has left, and lacks "late".
        await using (var ghost = await JoinAsync(servers[0], "ghost", "left"))
        {
            await Redis.SaveAsync();
            await ghost.CloseAsync();
        }

        await using var late = await JoinAsync(servers[2], "late", "left");
        await Redis.StopAsync(memory);

        // Requests to other instances end.
        Assert.Equal(503, (await pending).Code);
        await WaitForReadinessAsync(servers, HttpStatusCode.ServiceUnavailable);
        await AssertGoesOnAloneAsync(servers[0], a, a2);

        // A departure is announced at once on the peer's instance, and later on the others.
        await b2.CloseAsync();
        Assert.Equal(["peerClosed b2"], await ReceiveAsync(b, 1));
        await c.CloseAsync();

        await Redis.StartAgainAsync();
        await WaitForReadinessAsync(servers, HttpStatusCode.OK);

        Assert.Equal(["peerClosed b2", "peerClosed c"], await ReceiveAsync(a, 2));
        Assert.Equal(["peerClosed b2", "peerClosed c"], await ReceiveAsync(a2, 2));
        Assert.Equal(["peerClosed c"], await ReceiveAsync(b, 1));
        Assert.Equal(["a", "a2", "b"], await GetPeersAsync(a));
        Assert.Equal((await a.RequestAsync("getPeers")).GetRawText(), (await b.RequestAsync("getPeers")).GetRawText());

        Assert.Equal(["late"], await GetPeersAsync(late));
        await using var visitor = await JoinAsync(servers[1], "visitor", "left");
        Assert.Equal(["late", "visitor"], await GetPeersAsync(visitor));

        // All works again, in both directions.
        await using var d = await JoinAsync(servers[2], "d");
        Assert.Equal(["newPeer d"], await ReceiveAsync(a, 1));
        Assert.Equal(["newPeer d"], await ReceiveAsync(b, 1));
        await AssertReachesAsync(b, "a2");
        await AssertReachesAsync(a, "d");
        await a.RequestAsync("setData", """{"n":2}""");
        Assert.Equal(["peerData a"], await ReceiveAsync(d, 1));
        await AssertQuietAsync(a);
        await AssertQuietAsync(d);
    }

    [SkippableFact]
    public async Task RedisHangs_WhatNeedsOthersEnds_AndComesBack()
    {
        var servers = await StartAsync(2);
        await using var a = await JoinAsync(servers[0], "a");
        await using var a2 = await JoinAsync(servers[0], "a2");
        await using var b = await JoinAsync(servers[1], "b");
        Assert.Equal(["newPeer a2", "newPeer b"], await ReceiveAsync(a, 2));
        Assert.Equal(["newPeer b"], await ReceiveAsync(a2, 1));

        // No connection breaks: only timeouts show it.
        Redis.Freeze();
        Assert.Equal(503, (await a.RequestErrorAsync("request", """{"peerId":"b","method":"ask","timeout":60000}""")).Code);
        Assert.Equal(503, (await a.RequestErrorAsync("setData", """{"n":1}""")).Code);
        await a2.CloseAsync();
        Assert.Equal(["peerClosed a2"], await ReceiveAsync(a, 1));
        await servers[1].WaitForReadinessAsync(HttpStatusCode.ServiceUnavailable);
        Redis.Thaw();

        Assert.Equal(["peerClosed a2"], await ReceiveAsync(b, 1));
        await WaitForReadinessAsync(servers, HttpStatusCode.OK);
        await AssertReachesAsync(a, "b");
        await AssertReachesAsync(b, "a");
        Assert.Equal(["a", "b"], await GetPeersAsync(a));
        Assert.Equal(["a", "b"], await GetPeersAsync(b));
    }

    [SkippableFact]
    public async Task ConnectionBreaksForAMoment_NothingOfTheRosterIsMissed()
    {
        await using var proxy = RedisProxy.Start(Redis);
        var servers = await StartAsync(1);
        var behind = await StartOneAsync(proxy.Port);
        await behind.WaitForReadinessAsync(HttpStatusCode.OK);
        await using var a = await JoinAsync(behind, "a");
        for (var i = 0; i < 5; i++)
        {
            proxy.Cut();
            proxy.Restore();
            await using var b = await JoinAsync(servers[0], $"b{i}");
            Assert.Equal([$"newPeer b{i}"], await ReceiveAsync(a, 1));
            await b.CloseAsync();
            Assert.Equal([$"peerClosed b{i}"], await ReceiveAsync(a, 1));
        }

        Assert.False(a.Closed.IsCompleted);
    }

    [SkippableFact]
    public async Task LocalOnly_NewConnectionsAreAdmitted_AndMeetTheOthersWhenRedisIsBack()
    {
        var servers = await StartAsync(2, "Protoo:WhileRedisIsAway=LocalOnly");
        await using var a = await JoinAsync(servers[0], "a");
        await using var b = await JoinAsync(servers[1], "b");
        Assert.Equal(["newPeer b"], await ReceiveAsync(a, 1));
        await Redis.StopAsync();
        await WaitForReadinessAsync(servers, HttpStatusCode.ServiceUnavailable);

        await using var c = await JoinAsync(servers[0], "c");
        await using var signalR = await SignalRTestClient.ConnectAsync(servers[1].HubUrl("d"), "newPeer", "peerClosed", "peerData");
        await using var twin1 = await JoinAsync(servers[0], "twin");
        await using var twin2 = await JoinAsync(servers[1], "twin");
        Assert.Equal(["a", "b", "c", "twin"], await GetPeersAsync(c));
        Assert.Equal(["newPeer c", "newPeer twin"], await ReceiveAsync(a, 2));
        Assert.Equal(["newPeer d", "newPeer twin"], await ReceiveAsync(b, 2));
        await Redis.StartAgainAsync();
        await WaitForReadinessAsync(servers, HttpStatusCode.OK);

        // One of the two keeps the id.
        await ProtooTestClient.WaitUntilOneIsLeftAsync([twin1, twin2]);
        Assert.Equal(["newPeer d"], await ReceiveAsync(a, 1));
        Assert.Equal(["newPeer c"], await ReceiveAsync(b, 1));
        Assert.Equal(["a", "b", "c", "d", "twin"], (await GetPeersAsync(a)).Order(StringComparer.Ordinal));
        Assert.Equal(["a", "b"], (await GetPeersAsync(b)).Take(2));
        await AssertReachesAsync(b, "c");
        await AssertReachesAsync(a, "twin");
        await AssertQuietAsync(a);
        await AssertQuietAsync(b);
    }

    [SkippableFact]
    public async Task LocalOnly_OneInstanceIsCutOff_PeersOfBothSidesAreInTheOrderOfJoining()
    {
        await using var proxy = RedisProxy.Start(Redis);
        var beside = (await StartAsync(1))[0];
        var behind = await StartOneAsync(proxy.Port, "Protoo:WhileRedisIsAway=LocalOnly");
        await behind.WaitForReadinessAsync(HttpStatusCode.OK);
        await using var a = await JoinAsync(beside, "a");
        proxy.Cut();
        await behind.WaitForReadinessAsync(HttpStatusCode.ServiceUnavailable);
        await using var d = await JoinAsync(behind, "d");
        await using var c = await JoinAsync(beside, "c");
        await using var b = await JoinAsync(behind, "b");
        proxy.Restore();
        await behind.WaitForReadinessAsync(HttpStatusCode.OK);
        Assert.Equal(["newPeer b", "newPeer c", "newPeer d"], await ReceiveAsync(a, 3));
        Assert.Equal(["newPeer a", "newPeer b", "newPeer c"], await ReceiveAsync(d, 3));
        await using var e = await JoinAsync(beside, "e");
        Assert.Equal(["a", "d", "c", "b", "e"], await GetPeersAsync(a));
        Assert.Equal(["newPeer a", "newPeer c", "newPeer e"], await ReceiveAsync(b, 3));
        Assert.Equal(["a", "d", "c", "b", "e"], await GetPeersAsync(b));
    }

    [SkippableTheory]
    [InlineData(RedisMemory.Nothing)]
    [InlineData(RedisMemory.Everything)]
    public async Task RoomData_IsTheSameOnAllInstances_AndOutlivesRedis(RedisMemory memory)
    {
        var servers = await StartAsync(2);
        await using var a = await JoinAsync(servers[0], "a");
        await using var b = await JoinAsync(servers[1], "b");
        var version = (await a.RequestAsync("setRoomData", """{"data":{"n":1}}""")).GetProperty("version").GetInt64();
        var expected = $$$"""{"data":{"n":1},"version":{{{version}}}}""";
        Assert.Equal(expected, (await b.ReceiveNotificationAsync("roomData")).GetRawText());

        await Redis.StopAsync(memory);
        await WaitForReadinessAsync(servers, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(503, (await a.RequestErrorAsync("setRoomData", """{"data":2}""")).Code);
        Assert.Equal(expected, (await a.RequestAsync("getRoomData")).GetRawText());
        await Redis.StartAgainAsync();
        await WaitForReadinessAsync(servers, HttpStatusCode.OK);

        await using var c = await JoinAsync(servers[1], "c");
        foreach (var client in new[] { a, b, c })
        {
            Assert.Equal(expected, (await client.RequestAsync("getRoomData")).GetRawText());
        }

        var next = (await c.RequestAsync("setRoomData", $$"""{"data":2,"version":{{version}}}""")).GetProperty("version").GetInt64();
        Assert.Equal($$"""{"data":2,"version":{{next}}}""", (await a.ReceiveNotificationAsync("roomData")).GetRawText());
        Assert.Equal(409, (await b.RequestErrorAsync("setRoomData", $$"""{"data":3,"version":{{version}}}""")).Code);
    }

    [SkippableFact]
    public async Task LocalOnly_FullRoomsFillUpOnEachInstance_AndNobodyIsThrownOutWhenRedisIsBack()
    {
        var servers = await StartAsync(2, "Protoo:WhileRedisIsAway=LocalOnly", "Protoo:MaximumPeersPerRoom=3");
        await using var a = await JoinAsync(servers[0], "a");
        await using var b = await JoinAsync(servers[1], "b");
        Assert.Equal(["newPeer b"], await ReceiveAsync(a, 1));
        await Redis.StopAsync();
        await WaitForReadinessAsync(servers, HttpStatusCode.ServiceUnavailable);

        await using var c = await JoinAsync(servers[0], "c");
        await using var d = await JoinAsync(servers[1], "d");
        await AssertFullAsync(servers[0]);
        await AssertFullAsync(servers[1]);
        Assert.Equal(["newPeer c"], await ReceiveAsync(a, 1));
        await Redis.StartAgainAsync();
        await WaitForReadinessAsync(servers, HttpStatusCode.OK);

        Assert.Equal(["newPeer d"], await ReceiveAsync(a, 1));
        Assert.Equal(["a", "b", "c", "d"], (await GetPeersAsync(a)).Order(StringComparer.Ordinal));
        await AssertFullAsync(servers[0]);
        await b.CloseAsync();
        Assert.Equal(["peerClosed b"], await ReceiveAsync(a, 1));
        await AssertFullAsync(servers[1]);
        await d.CloseAsync();
        Assert.Equal(["peerClosed d"], await ReceiveAsync(a, 1));
        await using var e = await JoinAsync(servers[1], "e");
        Assert.Equal(["a", "c", "e"], await GetPeersAsync(e));
    }

    [SkippableFact]
    public async Task StartedWithoutRedis_WaitsForIt()
    {
        await Redis.StopAsync();
        var server = await StartOneAsync(Redis.Port);
        await server.WaitForReadinessAsync(HttpStatusCode.ServiceUnavailable);
        await AssertRefusesAsync(server);
        await Redis.StartAgainAsync();
        await server.WaitForReadinessAsync(HttpStatusCode.OK);
        await using var a = await JoinAsync(server, "a");
        await using var b = await JoinAsync((await StartAsync(1))[0], "b");
        await AssertReachesAsync(b, "a");
    }

    private static async Task AssertFullAsync(ServerProcess server)
    {
        using var webSocket = new ClientWebSocket();
        webSocket.Options.AddSubProtocol("protoo");
        webSocket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => webSocket.ConnectAsync(server.ProtooUrl("newcomer"), CancellationToken.None)).DefaultTimeout();
        Assert.Equal(HttpStatusCode.Conflict, webSocket.HttpStatusCode);
    }

    private static async Task AssertGoesOnAloneAsync(ServerProcess server, ProtooTestClient a, ProtooTestClient a2)
    {
        Assert.Equal(HttpStatusCode.OK, await server.GetStatusAsync("/healthz/live"));
        Assert.Equal("{}", (await a.RequestAsync("notify", """{"method":"chat","data":"hello"}""")).GetRawText());
        Assert.Equal("hello", (await a2.ReceiveNotificationAsync("chat")).GetProperty("data").GetString());
        Assert.Equal(["a", "a2", "b", "b2", "c"], await GetPeersAsync(a));
        Assert.Equal(503, (await a.RequestErrorAsync("setData", """{"n":9}""")).Code);
        Assert.Equal(503, (await a.RequestErrorAsync("request", """{"peerId":"c","method":"ask"}""")).Code);
        await AssertReachesAsync(a, "a2");
        Assert.Equal(
            ["a2 0", "b 503", "b2 503", "c 503"],
            (await a.RequestAsync("spread", """{"method":"ask"}""")).GetProperty("responses").EnumerateArray().Select(static response =>
                $"{response.GetProperty("peerId").GetString()} {(response.GetProperty("ok").GetBoolean() ? 0 : response.GetProperty("errorCode").GetInt32())}"));
        await AssertRefusesAsync(server);

        // The operator sees only what is known here.
        using var http = new HttpClient { BaseAddress = server.Http, DefaultRequestHeaders = { { "X-Api-Key", "k" } } };
        Assert.Contains("\"b2\"", await http.GetStringAsync(new Uri("/rooms/r", UriKind.Relative)), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync(new Uri("/rooms", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync(new Uri("/rooms/elsewhere", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.DeleteAsync(new Uri("/rooms/r/peers/b", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.DeleteAsync(new Uri("/rooms/r", UriKind.Relative))).StatusCode);
    }

    private static async Task AssertRefusesAsync(ServerProcess server)
    {
        using var webSocket = new ClientWebSocket();
        webSocket.Options.AddSubProtocol("protoo");
        webSocket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => webSocket.ConnectAsync(server.ProtooUrl("new"), CancellationToken.None));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, webSocket.HttpStatusCode);
    }
}
