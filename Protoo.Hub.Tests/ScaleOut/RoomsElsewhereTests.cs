using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Protoo.Server;

namespace Protoo.Tests.ScaleOut;

/// <summary>An instance acts on rooms in which only other instances have peers.</summary>
public sealed class RoomsElsewhereTests : InProcessClusterTest
{
    private TestServer Here => Servers[0];

    private TestServer Elsewhere => Servers[1];

    private IRoomRegistry<RoomHub> Registry => Here.Services.GetRequiredService<IRoomRegistry<RoomHub>>();

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await StartAsync(2, "Protoo:Admin:ApiKey=k");
    }

    [SkippableFact]
    public async Task OperatorsApi_IsTheSameEverywhere()
    {
        using var http = new HttpClient { BaseAddress = Here.Http, DefaultRequestHeaders = { { "X-Api-Key", "k" } } };
        await using var a = await JoinAsync(Elsewhere, "a");
        await using var b = await JoinAsync(Elsewhere, "b");
        await using var c = await JoinAsync(Here, "c", "mixed");
        await using var d = await JoinAsync(Elsewhere, "d", "mixed");
        await a.RequestAsync("setData", """{"n":1.50}""");

        var rooms = await http.GetFromJsonAsync<JsonElement>("/rooms");
        Assert.Equal(
            ["mixed 2", "r 2"],
            rooms.GetProperty("rooms").EnumerateArray().Select(static room => $"{room.GetProperty("roomId")} {room.GetProperty("peers")}").Order(StringComparer.Ordinal));
        var room = await http.GetFromJsonAsync<JsonElement>("/rooms/r");
        Assert.Equal(
            ["a {\"n\":1.50} native", "b {} native"],
            room.GetProperty("peers").EnumerateArray().Select(static peer => $"{peer.GetProperty("peerId")} {peer.GetProperty("data").GetRawText()} {peer.GetProperty("transport")}"));
        Assert.Single(room.GetProperty("peers").EnumerateArray().Select(static peer => peer.GetProperty("instance").GetString()).Distinct());

        Assert.Equal(HttpStatusCode.NoContent, (await http.PostAsJsonAsync("/rooms/r/notify", new { method = "told", data = 1 })).StatusCode);
        Assert.Equal("1", (await a.ReceiveNotificationAsync("told")).GetRawText());
        Assert.Equal("1", (await b.ReceiveNotificationAsync("told")).GetRawText());
        Assert.Equal(HttpStatusCode.NoContent, (await http.DeleteAsync(new Uri("/rooms/r/peers/b", UriKind.Relative))).StatusCode);
        Assert.Equal(4000, await b.Closed.DefaultTimeout());
        Assert.Equal("b", (await a.ReceiveNotificationAsync("peerClosed")).GetProperty("peerId").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await http.DeleteAsync(new Uri("/rooms/r/peers/b", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await http.DeleteAsync(new Uri("/rooms/r", UriKind.Relative))).StatusCode);
        Assert.Equal(4000, await a.Closed.DefaultTimeout());
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri("/rooms/r", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.DeleteAsync(new Uri("/rooms/r", UriKind.Relative))).StatusCode);
        Assert.False(c.Closed.IsCompleted || d.Closed.IsCompleted);
    }

    [SkippableFact]
    public async Task Registry_FindsRoomsAndPeersElsewhere()
    {
        await using var a = await JoinAsync(Elsewhere, "a");
        await using var b = await JoinAsync(Elsewhere, "b");
        a.OnRequest = static request => ProtooTestClient.ResponseTo(request, """
            "ok":true,"data":7
            """);
        b.OnRequest = static request => ProtooTestClient.ResponseTo(request, """
            "errorCode":403,"errorReason":"Not today"
            """);

        Assert.Null(await Registry.GetRoomAsync("nowhere"));
        var room = (await Registry.GetRoomAsync("r"))!;
        var peer = room.FindPeer("a")!;
        Assert.Equal("7", (await peer.RequestAsync("ask")).ToString());
        Assert.Equal([0, 403], (await room.SpreadAsync("ask")).Select(static response => response.ErrorCode));
        await peer.SetDataAsync(new { n = 1 });
        Assert.Equal("""{"peerId":"a","data":{"n":1}}""", (await b.ReceiveNotificationAsync("peerData")).GetRawText());
        await room.NotifyAsync("told", 1, except: ["a"]);
        Assert.Equal("1", (await b.ReceiveNotificationAsync("told")).GetRawText());

        // SignalR groups are rooms, wherever their members are.
        var connectionId = peer.ConnectionId;
        await Here.Services.GetRequiredService<IHubContext<RoomHub>>().Clients.GroupExcept("protoo:room:r", connectionId).SendAsync("grouped", 2);
        Assert.Equal("2", (await b.ReceiveNotificationAsync("grouped")).GetRawText());

        a.OnRequest = null;
        var pending = Assert.ThrowsAsync<ProtooException>(() => peer.RequestAsync("ask", timeout: TimeSpan.FromMinutes(1)));
        while ((await a.ReceiveNextAsync()).GetProperty("method").GetString() != "ask" || a.Received.TryPeek(out _))
        {
            // Earlier, answered requests, and notifications.
        }

        await a.CloseAsync();
        Assert.Equal(410, (await pending.DefaultTimeout()).Code);
        Assert.False(await peer.CloseAsync());
        Assert.True(await room.FindPeer("b")!.CloseAsync());
        Assert.Equal(4000, await b.Closed.DefaultTimeout());
        Assert.Null(await Registry.GetRoomAsync("r"));
        Assert.False(await room.CloseAsync());
    }
}
