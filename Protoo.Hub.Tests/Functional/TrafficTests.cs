using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Protoo.Hosting;
using Protoo.Server;

namespace Protoo.Tests.Functional;

/// <summary>An operator watches a room.</summary>
public sealed class TrafficTests
{
    private const string Message = """{"notification":true,"method":"nothing","data":{"n":12345}}""";

    [Fact]
    public async Task WhoSendsWhatToWhom_AndHowMuch()
    {
        await using var server = await TestServer.StartRoomServerAsync(OperatorClient.Setting);
        using var http = new OperatorClient(server.Http);
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var traffic = await http.WatchAsync();
        await using var b = await SignalRTestClient.ConnectAsync(server.HubUrl("b"));
        Assert.Equal("joined b  2", await traffic.ReadShortAsync());

        await a.RequestAsync("echo", """{"n":1}""");
        Assert.Equal("request a > hub Echo 7", await traffic.ReadShortAsync());
        Assert.Equal("response app > a Echo 7", await traffic.ReadShortAsync());
        await b.InvokeAsync("echo", new { n = 12 });
        Assert.Equal("request b > hub Echo 8", await traffic.ReadShortAsync());
        Assert.Equal("response app > b Echo 8", await traffic.ReadShortAsync());

        await a.NotifyAsync("notify", """{"method":"hi","data":[1]}""");
        Assert.Equal("notification a > hub Notify 26", await traffic.ReadShortAsync());
        Assert.Equal("notification a > 1 peers hi 25", await traffic.ReadShortAsync());
        await b.InvokeAsync("notify", new { method = "hi", to = new[] { "a" } });
        Assert.Equal("request b > hub Notify 26", await traffic.ReadShortAsync());
        Assert.Equal("notification b > a hi 24", await traffic.ReadShortAsync());
        Assert.Equal("response app > b Notify 2", await traffic.ReadShortAsync());

        await a.RequestAsync("setData", """{"n":1}""");
        Assert.Equal("request a > hub SetData 7", await traffic.ReadShortAsync());
        Assert.Equal("peerData a  7", await traffic.ReadShortAsync());
        Assert.Equal("response app > a SetData 2", await traffic.ReadShortAsync());
        await a.RequestAsync("setRoomData", """{"data":{"x":1}}""");
        Assert.Equal("request a > hub SetRoomData 16", await traffic.ReadShortAsync());
        Assert.Equal("roomData a  7", await traffic.ReadShortAsync());
        Assert.StartsWith("response app > a SetRoomData", await traffic.ReadShortAsync(), StringComparison.Ordinal);

        await b.DisposeAsync();
        Assert.Equal("left b  0", await traffic.ReadShortAsync());
    }

    [Fact]
    public async Task RequestsToPeers_AndErrors()
    {
        await using var server = await TestServer.StartRoomServerAsync(OperatorClient.Setting);
        using var http = new OperatorClient(server.Http);
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var b = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b"));
        b.OnRequest = static request => ProtooTestClient.ResponseTo(request, "\"errorCode\":486,\"errorReason\":\"busy\"");
        await using var traffic = await http.WatchAsync();

        await a.SendAsync("""{"request":true,"id":7,"method":"request","data":{"peerId":"b","method":"offer","data":{}}}""");
        Assert.Equal("request a > hub Request 41", await traffic.ReadShortAsync());
        Assert.Equal("request a > b offer 24", await traffic.ReadShortAsync());
        var response = await traffic.ReadUntilAsync("response b > a offer 0 486");
        Assert.InRange(response.GetProperty("duration").GetDouble(), 0, 30);
        Assert.Equal("response app > a Request 0 486", await traffic.ReadShortAsync());

        await a.SendAsync("""{"request":true,"id":8,"method":"nonsense","data":{}}""");
        Assert.Equal("request a > hub nonsense 2", await traffic.ReadShortAsync());
        Assert.Equal("response app > a  0 404", await traffic.ReadShortAsync());
    }

    [Fact]
    public async Task Payloads_OnlyIfSwitchedOn()
    {
        await using var without = await TestServer.StartRoomServerAsync(OperatorClient.Setting);
        await using var with = await TestServer.StartRoomServerAsync(OperatorClient.Setting, "Protoo:Admin:Payloads=true");
        await using var a = await ProtooTestClient.ConnectAsync(without.ProtooUrl("a"));
        await using var b = await ProtooTestClient.ConnectAsync(with.ProtooUrl("a"));
        using var http = new OperatorClient(without.Http);
        Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(HttpMethod.Get, "/rooms/r/traffic?payloads=true")).Code);

        using var other = new OperatorClient(with.Http);
        await using var data = await other.WatchAsync("/rooms/r/traffic?payloads=true");
        await using var sizes = await other.WatchAsync();
        await b.RequestAsync("echo", """{"secret":1.0}""");
        var entry = await data.ReadUntilAsync("request a > hub Echo 14");
        Assert.Equal("""{"secret":1.0}""", entry.GetProperty("data").GetRawText());
        entry = await sizes.ReadUntilAsync("request a > hub Echo 14");
        Assert.False(entry.TryGetProperty("data", out _));
    }

    [Fact]
    public async Task RoomEnds_SoDoesTheStream()
    {
        await using var server = await TestServer.StartRoomServerAsync(OperatorClient.Setting);
        using var http = new OperatorClient(server.Http);
        Assert.Equal(HttpStatusCode.NotFound, (await http.SendAsync(HttpMethod.Get, "/rooms/r/traffic")).Code);
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var traffic = await http.WatchAsync();
        await http.SendAsync(HttpMethod.Delete, "/rooms/r");
        while (await traffic.ReadAsync() is not null)
        {
        }
    }

    [Fact]
    public async Task OperatorLeaves_NobodyWatchesAnyMore()
    {
        await using var server = await TestServer.StartRoomServerAsync(OperatorClient.Setting);
        var watches = server.Services.GetRequiredService<RoomRegistry<RoomHub>>().Services.Watches;
        using var http = new OperatorClient(server.Http);
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using (await http.WatchAsync())
        {
            Assert.True(watches.Any);
        }

        await Polling.WaitUntilAsync(() => !watches.Any);
    }

    [Fact]
    public async Task AFlood_IsCountedInFull_AndOthersAreStillSeen()
    {
        await using var server = await TestServer.StartRoomServerAsync(OperatorClient.Setting);
        using var http = new OperatorClient(server.Http);
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var b = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b"));
        await using var traffic = await http.WatchAsync();
        for (var i = 0; i < 1_000; i++)
        {
            await a.SendAsync(Message);
        }

        await b.RequestAsync("echo", "{}");
        using var stop = new CancellationTokenSource();
        var sending = SendUntilAsync(a, stop.Token);
        var (sent, size) = (0L, 0L);
        var isOtherSeen = false;
        while (sent < 1_000 || !isOtherSeen)
        {
            var entry = (await traffic.ReadAsync())!.Value;
            if (entry.GetProperty("from").GetString() == "a")
            {
                sent += 1 + entry.GetProperty("omitted").GetInt32();
                size += entry.GetProperty("size").GetInt64() + entry.GetProperty("omittedSize").GetInt64();
            }

            isOtherSeen |= entry.GetProperty("from").GetString() == "b";
        }

        await stop.CancelAsync();
        await sending;
        Assert.Equal(sent * """{"n":12345}""".Length, size);
    }

    // What was left out is told with the next message.
    private static async Task SendUntilAsync(ProtooTestClient client, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await client.SendAsync(Message);
            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        }
    }
}
