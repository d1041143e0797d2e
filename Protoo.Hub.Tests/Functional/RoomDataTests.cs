using Microsoft.Extensions.DependencyInjection;
using Protoo.Server;

namespace Protoo.Tests.Functional;

/// <summary>The data that the peers of a room share, as both kinds of client see it.</summary>
public sealed class RoomDataTests
{
    [Fact]
    public async Task Set_TheOthersAreTold_AndNewcomersFindIt()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var b = await SignalRTestClient.ConnectAsync(server.HubUrl("b"), "roomData");
        await using var stranger = await ProtooTestClient.ConnectAsync(server.ProtooUrl("s", "other"));
        Assert.Equal("""{"data":{},"version":0}""", (await a.RequestAsync("getRoomData")).GetRawText());
        await a.ReceiveNotificationAsync("newPeer");

        var first = (await a.RequestAsync("setRoomData", """{"data":{"topic":"ä 1.0"}}""")).GetProperty("version").GetInt64();
        Assert.True(first > 0);
        var told = await b.ReceiveAsync();
        Assert.Equal(("roomData", Show("""{"topic":"ä 1.0"}""", first)), (told.Method, told.Data.GetRawText()));

        var second = (await b.InvokeAsync("setRoomData", new { data = new[] { 1 }, version = first })).GetProperty("version").GetInt64();
        Assert.True(second > first);
        Assert.Equal(Show("[1]", second), (await a.ReceiveNotificationAsync("roomData")).GetRawText());

        await using var c = await ProtooTestClient.ConnectAsync(server.ProtooUrl("c"));
        Assert.Equal(Show("[1]", second), (await c.RequestAsync("getPeers")).GetProperty("roomData").GetRawText());
        Assert.Equal(Show("[1]", second), (await b.InvokeAsync("getRoomData")).GetRawText());
        Assert.Equal(Show("{}", 0), (await stranger.RequestAsync("getRoomData")).GetRawText());
        Assert.False(a.Received.TryRead(out var unexpected) && unexpected.GetProperty("method").GetString() == "roomData");
    }

    [Fact]
    public async Task Set_OnlyIfItIsStillTheSame_409()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        var version = (await a.RequestAsync("setRoomData", """{"data":1,"version":0}""")).GetProperty("version").GetInt64();
        Assert.Equal((409, "The data of the room has another version."), await a.RequestErrorAsync("setRoomData", """{"data":2,"version":0}"""));
        Assert.Equal(Show("1", version), (await a.RequestAsync("getRoomData")).GetRawText());
        await a.RequestAsync("setRoomData", $$"""{"data":2,"version":{{version}}}""");

        // As a notification, and without data.
        await a.NotifyAsync("setRoomData", "{}");
        Assert.Equal("{}", (await a.RequestAsync("getRoomData")).GetProperty("data").GetRawText());
    }

    [Theory]
    [InlineData("[]", "setRoomData: the data must be an object.")]
    [InlineData("""{"data":1,"version":"1"}""", "setRoomData: the field 'version' is malformed.")]
    [InlineData("""{"data":1,"version":-1}""", "setRoomData: the field 'version' is malformed.")]
    [InlineData("""{"data":1,"version":1.5}""", "setRoomData: the field 'version' is malformed.")]
    [InlineData("""{"data":1,"version":9223372036854775808}""", "setRoomData: the field 'version' is malformed.")]
    public async Task Malformed_400(string data, string reason)
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        Assert.Equal((400, reason), await a.RequestErrorAsync("setRoomData", data));
        Assert.Equal(400, (await a.RequestErrorAsync("notify", """{"method":"RoomData"}""")).Code);
    }

    [Fact]
    public async Task TooLarge_413()
    {
        await using var server = await TestServer.StartRoomServerAsync("Protoo:MaximumRoomDataSize=16");
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await a.RequestAsync("setRoomData", """{"data":{"n":1234567890}}""");
        Assert.Equal((413, "The data of a room may have 16 bytes at most."), await a.RequestErrorAsync("setRoomData", """{"data":{"n":12345678901}}"""));
        Assert.Equal("""{"n":1234567890}""", (await a.RequestAsync("getRoomData")).GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task LastPeerLeaves_ItIsGone()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await a.RequestAsync("setRoomData", """{"data":1}""");

        // A new connection of the only peer keeps it.
        await using var again = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        Assert.Equal("1", (await again.RequestAsync("getRoomData")).GetProperty("data").GetRawText());
        await again.CloseAsync();
        var rooms = server.Services.GetRequiredService<IRoomRegistry<RoomHub>>();
        while (await rooms.GetRoomAsync("r") is { } room)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }

        await using var b = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b"));
        Assert.Equal(Show("{}", 0), (await b.RequestAsync("getRoomData")).GetRawText());
    }

    [Fact]
    public async Task SetByAService_AllAreTold()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await a.RequestAsync("echo");
        var room = await server.Services.GetRequiredService<IRoomRegistry<RoomHub>>().GetRoomAsync("r");
        var version = await room!.SetDataAsync(new { Topic = "x" }, room.Data.Version);
        Assert.Equal(Show("""{"topic":"x"}""", version), (await a.ReceiveNotificationAsync("roomData")).GetRawText());
        Assert.Equal((version, """{"topic":"x"}"""), (room.Data.Version, room.Data.Value.ToString()));
        Assert.Equal(409, (await Assert.ThrowsAsync<ProtooException>(() => room.SetDataAsync(1, version: 0))).Code);
        await room.CloseAsync();
        Assert.Equal(410, (await Assert.ThrowsAsync<ProtooException>(() => room.SetDataAsync(1))).Code);
    }

    private static string Show(string data, long version) => $$"""{"data":{{data}},"version":{{version}}}""";
}
