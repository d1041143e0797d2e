using System.Net;
using System.Text;
using System.Text.Json;
using Protoo.Server;
using Protoo.Server.Admin;

namespace Protoo.Tests.Functional;

/// <summary>The ids of rooms and peers may be text in any language.</summary>
public sealed class RoomIdTests
{
    private static readonly string s_longest = new('x', 128);

    public static TheoryData<string> Ids =>
    [
        "a",
        "aZ09._-~@:",
        "r/x",
        "/",
        "...",
        "ä",
        "комната 5",
        "部屋",
        "😀 & friends?",
        "a%2Fb",
        "%2e%2e",
        "a+b#c\\d;e=f",
        "a/../b",
        "\u200dא\u202eb",
        s_longest,
        string.Concat(Enumerable.Repeat("😀", 64)),
    ];

    public static TheoryData<string?> InvalidIds =>
    [
        null,
        string.Empty,
        ".",
        "..",
        " a",
        "a\u3000",
        "\t",
        "a\nb",
        "a\0b",
        "\u0085",
        "a\u2028b",
        "a\u2029",
        s_longest + "x",
        "a" + string.Concat(Enumerable.Repeat("😀", 64)),
    ];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Id_WorksInEveryTransport_AndInTheApi(string id)
    {
        await using var server = await TestServer.StartRoomServerAsync("Protoo:Admin:ApiKey=k");
        var query = $"roomId={Uri.EscapeDataString(id)}&peerId=";
        await using var native = await ProtooTestClient.ConnectAsync(server.WebSocketUrl($"/protoo?{query}{Uri.EscapeDataString(id)}"));
        await using var signalR = await SignalRTestClient.ConnectAsync(new Uri(server.Http, $"/hub?{query}b"), "news");

        var peers = (await signalR.InvokeAsync("getPeers")).GetProperty("peers").EnumerateArray();
        Assert.Equal([id, "b"], peers.Select(static peer => peer.GetProperty("peerId").GetString()));

        var path = $"/rooms/{Uri.EscapeDataString(id)}";
        var room = JsonSerializer.Deserialize<JsonElement>((await SendAsync(server, HttpMethod.Get, path)).Body);
        Assert.Equal(id, room.GetProperty("roomId").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(server, HttpMethod.Post, $"{path}/notify", """{"method":"news"}""")).Code);
        await signalR.ReceiveAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(server, HttpMethod.Delete, $"{path}/peers/{Uri.EscapeDataString(id)}")).Code);
        Assert.Equal(4000, await native.Closed.DefaultTimeout());
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(server, HttpMethod.Delete, path)).Code);
        await signalR.Closed.DefaultTimeout();
    }

    [Theory]
    [MemberData(nameof(InvalidIds))]
    public async Task InvalidId_Gets400(string? text)
    {
        await using var server = await TestServer.StartRoomServerAsync();
        var id = text is null ? string.Empty : $"={Uri.EscapeDataString(text)}";

        Assert.Equal(Entrance.Everywhere(400), await Entrance.TryAsync(server, $"roomId=r&peerId{id}"));
        Assert.Equal(Entrance.Everywhere(400), await Entrance.TryAsync(server, $"roomId{id}&peerId=a"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("roomId=r")]
    [InlineData("peerId=a")]
    [InlineData("roomId=r&peerId=a&peerId=a")]
    [InlineData("roomId=r&roomId=s&peerId=a")]
    [InlineData("roomId=r&ROOMID=r&peerId=a")]
    [InlineData("roomId=r&peerId=a&peerid=")]
    public async Task Ids_NotOnce_Get400(string query)
    {
        await using var server = await TestServer.StartRoomServerAsync();

        Assert.Equal(Entrance.Everywhere(400), await Entrance.TryAsync(server, query));
    }

    // Lone surrogates cannot be sent, not even to the test runner as data of a theory.
    [Fact]
    public void LoneSurrogate_IsNoId()
    {
        Assert.All(["\ud800", "a\udc00b", "\udc00\ud800", "a\ud83d"], static text => Assert.False(RoomIds.IsValid(text)));
    }

    [Fact]
    public async Task Ids_AreComparedOrdinally()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        string[] ids = ["\u00e4", "a\u0308", "\u00c4", "a"];
        var clients = new List<ProtooTestClient>();
        foreach (var id in ids)
        {
            clients.Add(await ProtooTestClient.ConnectAsync(server.ProtooUrl(Uri.EscapeDataString(id))));
        }

        var peers = (await clients[0].RequestAsync("getPeers")).GetProperty("peers").EnumerateArray();
        Assert.Equal(ids, peers.Select(static peer => peer.GetProperty("peerId").GetString()));
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("/rooms/r", 2, "r", null)]
    [InlineData("/rooms/r/", 2, "r", null)]
    [InlineData("/ROOMS/r?x=/y", 2, "r", null)]
    [InlineData("http://host:5000/rooms/a%2Fb/peers/p%3f", 4, "a/b", "p?")]
    [InlineData("/rooms/r/notify", 3, "r", null)]
    [InlineData("/rooms/r/../s", 2, null, null)]
    [InlineData("/../rooms/r", 2, null, null)]
    [InlineData("/rooms/%2e/r", 2, null, null)]
    [InlineData("http://host", 2, null, null)]
    [InlineData("*", 2, null, null)]
    public void RoomPath_IsReadFromTheTarget(string target, int segments, string? roomId, string? peerId)
    {
        Assert.Equal(new RoomPath(roomId, peerId), RoomPath.Read(target, segments));
    }

    private static async Task<(HttpStatusCode Code, string Body)> SendAsync(TestServer server, HttpMethod method, string path, string? body = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(server.Http, path)) { Headers = { { "X-Api-Key", "k" } } };
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request).DefaultTimeout();
        return (response.StatusCode, await response.Content.ReadAsStringAsync().DefaultTimeout());
    }
}
