using System.Net;
using Microsoft.AspNetCore.SignalR.Client;

namespace Protoo.Tests.Functional;

/// <summary>What an operator sees of a server that is alone.</summary>
public sealed class InstancesTests
{
    [Fact]
    public async Task WithoutTheKey_Gets401()
    {
        await using var server = await TestServer.StartRoomServerAsync(OperatorClient.Setting);
        using var http = new HttpClient { BaseAddress = server.Http };
        using var list = await http.GetAsync(new Uri("/instances", UriKind.Relative));
        using var drain = await http.PostAsync(new Uri("/instances/x/drain", UriKind.Relative), content: null);
        using var traffic = await http.GetAsync(new Uri("/rooms/r/traffic", UriKind.Relative));
        Assert.All([list, drain, traffic], static response => Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode));
    }

    [Fact]
    public async Task ItCountsItsPeersAndMessages()
    {
        await using var server = await TestServer.StartRoomServerAsync(OperatorClient.Setting);
        using var http = new OperatorClient(server.Http);
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var b = await SignalRTestClient.ConnectAsync(server.HubUrl("b"), "hi");
        await b.InvokeAsync("getPeers");

        var answer = await http.GetAsync("/instances");
        Assert.Equal("none", answer.GetProperty("redis").GetString());
        var self = Assert.Single(answer.GetProperty("instances").EnumerateArray());
        Assert.Equal(
            ("ready", "null", 1, 1, 1, 0),
            (self.GetProperty("status").GetString(),
                self.GetProperty("leaseAge").GetRawText(),
                self.GetProperty("rooms").GetInt32(),
                self.GetProperty("peers").GetProperty("native").GetInt32(),
                self.GetProperty("peers").GetProperty("signalr").GetInt32(),
                self.GetProperty("backlog").GetInt32()));

        // It has begun to count. Received are two requests, an answer, and two requests of a SignalR client.
        var before = self.GetProperty("messages");
        await a.RequestAsync("echo");
        b.Connection.On<object, int>("ask", static _ => 1);
        Assert.Equal("1", (await a.RequestAsync("request", """{"peerId":"b","method":"ask"}""")).GetRawText());
        await b.InvokeAsync("getPeers");
        await b.InvokeAsync("notify", new { method = "hi" });
        await a.ReceiveNotificationAsync("hi");
        await http.WaitForInstancesAsync(instances => instances.Values.Single().GetProperty("messages") is var after
            && after.GetProperty("received").GetInt64() - before.GetProperty("received").GetInt64() == 5
            && after.GetProperty("sent").GetInt64() - before.GetProperty("sent").GetInt64() == 6);
    }

    [Fact]
    public async Task Drained_ItSendsItsClientsAway_AndTakesNoNewOnes()
    {
        await using var server = await TestServer.StartRoomServerAsync(OperatorClient.Setting, "Protoo:DrainTime=00:00:01");
        server.ExpectsErrors = true;
        using var http = new OperatorClient(server.Http);
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var b = await SignalRTestClient.ConnectAsync(server.HubUrl("b"));
        var instance = (await http.GetInstancesAsync()).Keys.Single();
        Assert.Equal(HttpStatusCode.NotFound, (await http.SendAsync(HttpMethod.Post, $"/instances/{instance}x/drain")).Code);
        Assert.Equal(HttpStatusCode.NoContent, (await http.SendAsync(HttpMethod.Post, $"/instances/{instance}/drain")).Code);
        Assert.Equal(HttpStatusCode.NoContent, (await http.SendAsync(HttpMethod.Post, $"/instances/{instance}/drain")).Code);

        Assert.Equal(1012, await a.Closed.DefaultTimeout());
        await http.WaitForInstancesAsync(static instances => instances.Values.Single() is var self
            && self.GetProperty("status").GetString() == "draining"
            && self.GetProperty("peers").GetProperty("signalr").GetInt32() == 0);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Service Unavailable"), await Handshake.GetRefusalAsync(server.ProtooUrl("c")));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.SendAsync(HttpMethod.Get, "/healthz/ready")).Code);
        Assert.Equal(HttpStatusCode.OK, (await http.SendAsync(HttpMethod.Get, "/healthz/live")).Code);
    }

    [Fact]
    public async Task ThePage_IsThereOnlyIfTheApiIs()
    {
        await using var off = await TestServer.StartRoomServerAsync();
        await using var on = await TestServer.StartRoomServerAsync(OperatorClient.Setting);
        using var without = new OperatorClient(off.Http);
        Assert.Equal(HttpStatusCode.NotFound, (await without.SendAsync(HttpMethod.Get, "/admin")).Code);
        Assert.Equal(HttpStatusCode.NotFound, (await without.SendAsync(HttpMethod.Get, "/admin.html")).Code);

        using var http = new HttpClient { BaseAddress = on.Http };
        using var page = await http.GetAsync(new Uri("/admin", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        using var file = await http.GetAsync(new Uri("/admin.html", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, file.StatusCode);
        if (page.Content.Headers.ContentType?.MediaType == "text/html")
        {
            Assert.StartsWith("default-src 'none'", Assert.Single(page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
            Assert.True(page.Headers.CacheControl?.NoCache);
        }
    }
}
