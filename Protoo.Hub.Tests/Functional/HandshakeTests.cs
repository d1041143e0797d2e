using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Protoo.Server;

namespace Protoo.Tests.Functional;

/// <summary>Every answer to a handshake in docs/protocol.md, on the wire.</summary>
public sealed class HandshakeTests
{
    private const string Room = "/protoo?roomId=r&peerId=a";

    [Fact]
    public async Task PlainHttp_Gets426()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        using var http = new HttpClient();

        using var response = await http.GetAsync(new Uri(server.Http, Room)).DefaultTimeout();

        Assert.Equal(HttpStatusCode.UpgradeRequired, response.StatusCode);
        Assert.Equal("websocket", response.Headers.Upgrade.ToString());
    }

    [Theory]
    [InlineData("protoo")]
    [InlineData("chat, protoo")]
    [InlineData("protoo,chat")]
    [InlineData("chat  ,\tprotoo , other")]
    public async Task Subprotocol_AmongOffered_IsAccepted(string offered)
    {
        await using var server = await TestServer.StartRoomServerAsync();

        var response = await UpgradeAsync(server, Room, offered);

        Assert.StartsWith("HTTP/1.1 101 ", response, StringComparison.Ordinal);
        Assert.Contains("\r\nSec-WebSocket-Protocol: protoo\r\n", response, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("chat")]
    [InlineData("protoo2, xprotoo")]
    public async Task Subprotocol_Missing_Gets403(string? offered)
    {
        await using var server = await TestServer.StartRoomServerAsync();

        var response = await UpgradeAsync(server, Room, offered);

        Assert.StartsWith("HTTP/1.1 403 invalid/missing Sec-WebSocket-Protocol\r\n", response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopped_RefusesNewOnes_AndKeepsPresentOnes()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var present = await ProtooTestClient.ConnectAsync(server.ProtooUrl("present"));
        var registry = server.Services.GetRequiredService<IRoomRegistry<RoomHub>>();

        registry.Stop();

        Assert.True(registry.IsStopped);
        Assert.StartsWith("HTTP/1.1 503 ", await UpgradeAsync(server, Room, "protoo"), StringComparison.Ordinal);

        // This is checked before the subprotocol.
        Assert.StartsWith("HTTP/1.1 503 ", await UpgradeAsync(server, Room, null), StringComparison.Ordinal);
        Assert.Equal("1", (await present.RequestAsync("echo", "1")).GetRawText());
    }

    [Theory]
    [InlineData("reject-402", "HTTP/1.1 402 No Money\r\n")]
    [InlineData("reject", "HTTP/1.1 403 Rejected\r\n")]
    [InlineData("throw-protoo", "HTTP/1.1 418 teapot\r\n")]
    [InlineData("reject-injection", "HTTP/1.1 403 a??Set-Cookie: b?\r\n")]
    [InlineData("throw", "HTTP/1.1 500 Internal Server Error\r\n")]
    [InlineData("neither", "HTTP/1.1 500 Internal Server Error\r\n")]
    public async Task AppRejects_ClientSeesItsCodeAndReason(string wish, string status)
    {
        await using var server = await TestServer.StartAsync<DecidingHub>(static signalR => signalR.AddProtoo<DecidingHub>());
        server.ExpectsErrors = wish is "throw" or "neither";

        var response = await UpgradeAsync(server, $"/protoo?wish={wish}", "protoo");

        Assert.StartsWith(status, response, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", response, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\nSet-Cookie", response, StringComparison.Ordinal);
    }

    // The WebSocket of protoo-client on Node.js does not close it, which would keep the process of a rejected client alive.
    [Theory]
    [InlineData("reject", "protoo")]
    [InlineData("throw", "protoo")]
    [InlineData("accept", "chat")]
    public async Task Refused_TheServerClosesTheConnection(string wish, string subprotocol)
    {
        await using var server = await TestServer.StartAsync<DecidingHub>(static signalR => signalR.AddProtoo<DecidingHub>());
        server.ExpectsErrors = wish == "throw";

        await Handshake.WaitForCloseAsync(server.WebSocketUrl($"/protoo?wish={wish}"), subprotocol);
    }

    [Fact]
    public async Task AppThrows_WithDetailedErrors_ClientSeesWhy()
    {
        await using var server = await TestServer.StartAsync<DecidingHub>(static signalR => signalR
            .AddHubOptions<DecidingHub>(static options => options.EnableDetailedErrors = true)
            .AddProtoo<DecidingHub>());
        server.ExpectsErrors = true;

        var response = await UpgradeAsync(server, "/protoo?wish=throw", "protoo");

        Assert.StartsWith("HTTP/1.1 500 InvalidOperationException: secret\r\n", response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AppRejectsAfterUpgrade_ClientIsClosedWith4000()
    {
        await using var server = await TestServer.StartAsync<DecidingHub>(static signalR => signalR.AddProtoo<DecidingHub>());
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo?wish=reject-after-upgrade"));

        Assert.Equal(4000, await client.Closed.DefaultTimeout());
        Assert.Equal("403 Not Allowed", client.CloseReason);
    }

    [Fact]
    public async Task RejectAfterUpgrade_AsOption_AppliesToEveryRejection()
    {
        await using var server = await TestServer.StartRoomServerAsync("Protoo:RejectAfterUpgrade=true");
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("%20b"));

        Assert.Equal(4000, await client.Closed.DefaultTimeout());
        Assert.StartsWith("400 peerId must be given once", client.CloseReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LongReason_IsCutToWhatACloseFrameHolds()
    {
        await using var server = await TestServer.StartAsync<DecidingHub>(static signalR => signalR.AddProtoo<DecidingHub>());
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo?wish=reject-long"));

        Assert.Equal(4000, await client.Closed.DefaultTimeout());
        Assert.StartsWith("403 äää", client.CloseReason, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(client.CloseReason!), 100, 123);
    }

    [Fact]
    public async Task Info_IsThatOfTheRequest()
    {
        await using var server = await TestServer.StartAsync<DecidingHub>(static signalR => signalR.AddProtoo<DecidingHub>());
        await using var client = await ProtooTestClient.ConnectAsync(
            server.WebSocketUrl("/protoo?wish=info"),
            static options => options.SetRequestHeader("Origin", "https://example.org"));

        var info = await client.RequestAsync("info");

        Assert.Equal("""{"path":"/protoo","origin":"https://example.org","address":"127.0.0.1","user":null,"transport":"Native"}""", info.GetRawText());
    }

    // HttpClient shows neither what it sends nor the exact reason phrase.
    private static Task<string> UpgradeAsync(TestServer server, string path, string? subprotocols)
    {
        return Handshake.GetResponseAsync(server.WebSocketUrl(path), subprotocols);
    }
}
