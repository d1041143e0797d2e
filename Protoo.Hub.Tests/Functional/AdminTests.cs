using System.Net;
using System.Text;

namespace Protoo.Tests.Functional;

/// <summary>The operator's HTTP API.</summary>
public sealed class AdminTests
{
    [Fact]
    public async Task WithoutKeyInSettings_IsOff()
    {
        await using var server = await TestServer.StartRoomServerAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(server, HttpMethod.Get, "/rooms", key: "k")).Code);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    [InlineData("")]
    public async Task WithoutTheKey_Gets401(string? key)
    {
        await using var server = await TestServer.StartRoomServerAsync("Protoo:Admin:ApiKey=k");

        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(server, HttpMethod.Get, "/rooms", key)).Code);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(server, HttpMethod.Delete, "/rooms/r", key)).Code);
    }

    [Fact]
    public async Task Rooms_AreListedAndShown()
    {
        await using var server = await TestServer.StartRoomServerAsync("Protoo:Admin:ApiKey=k");
        Assert.Equal("""{"rooms":[]}""", (await SendAsync(server, HttpMethod.Get, "/rooms")).Body);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(server, HttpMethod.Get, "/rooms/r")).Code);
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await a.RequestAsync("setData", """{"n":1.0}""");
        await using var b = await SignalRTestClient.ConnectAsync(server.HubUrl("b"));
        await b.InvokeAsync("getPeers");

        Assert.Equal("""{"rooms":[{"roomId":"r","peers":2}]}""", (await SendAsync(server, HttpMethod.Get, "/rooms")).Body);
        Assert.Matches(
            """^\{"roomId":"r","peers":\[\{"peerId":"a","data":\{"n":1.0\},"transport":"native","instance":"[^"]+"\},\{"peerId":"b","data":\{\},"transport":"signalr","instance":"[^"]+"\}\]\}$""",
            (await SendAsync(server, HttpMethod.Get, "/rooms/r")).Body);
    }

    [Fact]
    public async Task PeersAndRooms_AreClosed()
    {
        await using var server = await TestServer.StartRoomServerAsync("Protoo:Admin:ApiKey=k");
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await a.RequestAsync("echo");
        await using var b = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b"));
        await b.RequestAsync("echo");

        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(server, HttpMethod.Delete, "/rooms/r/peers/nobody")).Code);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(server, HttpMethod.Delete, "/rooms/nowhere/peers/a")).Code);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(server, HttpMethod.Delete, "/rooms/r/peers/a")).Code);
        Assert.Equal(4000, await a.Closed.DefaultTimeout());
        Assert.Equal("a", (await b.ReceiveNotificationAsync("peerClosed")).GetProperty("peerId").GetString());

        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(server, HttpMethod.Delete, "/rooms/nowhere")).Code);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(server, HttpMethod.Delete, "/rooms/r")).Code);
        Assert.Equal(4000, await b.Closed.DefaultTimeout());
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(server, HttpMethod.Delete, "/rooms/r")).Code);
    }

    [Fact]
    public async Task Notify_ReachesAllPeers_WithoutEnvelope()
    {
        await using var server = await TestServer.StartRoomServerAsync("Protoo:Admin:ApiKey=k");
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await a.RequestAsync("echo");

        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(server, HttpMethod.Post, "/rooms/r/notify", body: """{"method":"news","data":[1.0]}""")).Code);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(server, HttpMethod.Post, "/rooms/r/notify", body: """{"method":"news"}""")).Code);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(server, HttpMethod.Post, "/rooms/nowhere/notify", body: """{"method":"news"}""")).Code);

        Assert.Equal("[1.0]", (await a.ReceiveNotificationAsync("news")).GetRawText());
        Assert.Equal("{}", (await a.ReceiveNotificationAsync("news")).GetRawText());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"method":5}""")]
    [InlineData("""{"method":""}""")]
    [InlineData("""{"method":"m","data":"\ud800"}""")]
    public async Task MalformedNotify_Gets400(string body)
    {
        await using var server = await TestServer.StartRoomServerAsync("Protoo:Admin:ApiKey=k");
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await a.RequestAsync("echo");

        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(server, HttpMethod.Post, "/rooms/r/notify", body: body)).Code);
    }

    private static async Task<(HttpStatusCode Code, string Body)> SendAsync(TestServer server, HttpMethod method, string path, string? key = "k", string? body = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(server.Http, path));
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Api-Key", key);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await http.SendAsync(request).DefaultTimeout();
        return (response.StatusCode, await response.Content.ReadAsStringAsync().DefaultTimeout());
    }
}
