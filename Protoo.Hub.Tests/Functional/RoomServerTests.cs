using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Protoo.Tests.Functional;

/// <summary>The methods and notifications of the room server, as docs/room-server.md describes them.</summary>
public sealed class RoomServerTests
{
    [Fact]
    public async Task SignalRClient_WithABadId_IsToldSo()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var client = SignalRTestClient.Create(server.HubUrl("%20b"), HttpTransportType.WebSockets);

        _ = await Record.ExceptionAsync(() => client.Connection.StartAsync()).DefaultTimeout();

        var closed = Assert.IsType<HubException>(await client.Closed.DefaultTimeout());
        Assert.Contains("ProtooException: 400: peerId must be given once", closed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Presence_IsToldToTheOthers_Once()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await a.RequestAsync("echo");
        await using var b = await SignalRTestClient.ConnectAsync(server.HubUrl("b"), "newPeer", "peerClosed", "peerData");
        await using var elsewhere = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a", "other"));
        await using var c = await ProtooTestClient.ConnectAsync(server.ProtooUrl("c"));

        await c.RequestAsync("setData", """{"mood":"fine"}""");
        await c.CloseAsync();

        string[] expected =
        [
            """newPeer {"peerId":"c","data":{}}""",
            """peerData {"peerId":"c","data":{"mood":"fine"}}""",
            """peerClosed {"peerId":"c"}""",
        ];
        await a.ReceiveNotificationAsync("newPeer");
        foreach (var text in expected)
        {
            var (method, data) = await b.ReceiveAsync();
            Assert.Equal(text, $"{method} {data.GetRawText()}");
            var message = await a.ReceiveNextAsync();
            Assert.Equal(text, $"{message.GetProperty("method").GetString()} {message.GetProperty("data").GetRawText()}");
        }

        Assert.Equal("{}", (await elsewhere.RequestAsync("echo")).GetRawText());
        Assert.False(elsewhere.Received.TryRead(out _));
        Assert.False(c.Received.TryRead(out _));
    }

    [Fact]
    public async Task GetPeers_IsTheWholeRoom_InOrderOfJoining()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var z = await ProtooTestClient.ConnectAsync(server.ProtooUrl("z"));
        await z.RequestAsync("setData", """{"n":1}""");
        await using var m = await SignalRTestClient.ConnectAsync(server.HubUrl("m"));
        await m.InvokeAsync("getPeers");
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));

        const string Expected = """{"peers":[{"peerId":"z","data":{"n":1}},{"peerId":"m","data":{}},{"peerId":"a","data":{}}],"roomData":{"data":{},"version":0}}""";
        Assert.Equal(Expected, (await a.RequestAsync("getPeers")).GetRawText());
        Assert.Equal(Expected, (await m.InvokeAsync("getPeers")).GetRawText());
    }

    [Fact]
    public async Task Replace_KeepsDataAndPlace_AndTheOthersNoticeNothing()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var older = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await older.RequestAsync("setData", """{"n":1}""");
        await using var witness = await ProtooTestClient.ConnectAsync(server.ProtooUrl("w"));
        await older.ReceiveNotificationAsync("newPeer");
        var pending = witness.RequestErrorAsync("request", """{"peerId":"a","method":"ask"}""");
        await older.ReceiveNextAsync();

        await using var newer = await SignalRTestClient.ConnectAsync(server.HubUrl("a"), "hello");
        await newer.InvokeAsync("getPeers");

        Assert.Equal(4000, await older.Closed.DefaultTimeout());
        Assert.Equal((410, "peer closed"), await pending);
        Assert.Equal(
            """{"peers":[{"peerId":"a","data":{"n":1}},{"peerId":"w","data":{}}],"roomData":{"data":{},"version":0}}""",
            (await witness.RequestAsync("getPeers")).GetRawText());
        await witness.RequestAsync("notify", """{"method":"hello","to":["a"]}""");
        await newer.ReceiveAsync();
        Assert.False(witness.Received.TryRead(out _));
    }

    [Fact]
    public async Task Reject_Gives409_BeforeTheUpgrade()
    {
        await using var server = await TestServer.StartRoomServerAsync("Protoo:DuplicatePeer=Reject");
        await using var present = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await present.RequestAsync("echo");

        var refused = await Assert.ThrowsAsync<WebSocketException>(() => ProtooTestClient.ConnectAsync(server.ProtooUrl("a")));
        Assert.Contains("409", refused.Message, StringComparison.Ordinal);

        await using var signalR = SignalRTestClient.Create(server.HubUrl("a"), HttpTransportType.WebSockets);
        _ = await Record.ExceptionAsync(() => signalR.Connection.StartAsync()).DefaultTimeout();
        Assert.Contains("ProtooException: 409: ", (await signalR.Closed.DefaultTimeout())!.Message, StringComparison.Ordinal);
        await present.RequestAsync("echo");
    }

    [Theory]
    [InlineData("Replace")]
    [InlineData("Reject")]
    public async Task Race_ForOneId_LeavesExactlyOneConnection(string rule)
    {
        await using var server = await TestServer.StartRoomServerAsync($"Protoo:DuplicatePeer={rule}");
        await using var witness = await ProtooTestClient.ConnectAsync(server.ProtooUrl("w"));
        await witness.RequestAsync("echo");

        var racing = Enumerable.Range(0, 50).Select(async _ =>
        {
            try
            {
                return await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
            }
            catch (WebSocketException)
            {
                return null;
            }
        });
        var clients = (await Task.WhenAll(racing)).OfType<ProtooTestClient>().ToArray();

        // All but one are closed or refused.
        var left = await ProtooTestClient.WaitUntilOneIsLeftAsync(clients);

        Assert.Equal("1", (await left.RequestAsync("echo", "1")).GetRawText());
        Assert.Equal(2, (await witness.RequestAsync("getPeers")).GetProperty("peers").GetArrayLength());
        Assert.Equal("newPeer", (await witness.ReceiveNextAsync()).GetProperty("method").GetString());
        Assert.False(witness.Received.TryRead(out _));
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task Notify_ReachesThoseAddressed_NeverTheSender()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await a.RequestAsync("echo");
        await using var b = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b"));
        await b.RequestAsync("echo");
        await using var c = await SignalRTestClient.ConnectAsync(server.HubUrl("c"), "n");
        await c.InvokeAsync("getPeers");

        Assert.Equal("{}", (await c.InvokeAsync("notify", new { method = "n", to = Array.Empty<string>() })).GetRawText());
        Assert.Equal("{}", (await c.InvokeAsync("setData", new { })).GetRawText());
        await a.RequestAsync("notify", """{"method":"n","data":1}""");
        await a.RequestAsync("notify", """{"method":"n","data":2,"to":["b","a","nobody","b"]}""");
        await a.RequestAsync("notify", """{"method":"n","data":3,"excluded":["b","nobody"]}""");
        await a.NotifyAsync("notify", """{"method":"n","data":[null],"to":["b","c"],"excluded":["c"],"unknown":1}""");
        await a.RequestAsync("notify", """{"method":"n","data":null}""");
        await a.RequestAsync("notify", """{"method":"n"}""");

        Assert.Equal(["1", "2", "[null]", "null", "{}"], await TakeAsync(5, async () => await b.ReceiveNotificationAsync("n")));
        Assert.Equal(["1", "3", "null", "{}"], await TakeAsync(4, async () => (await c.ReceiveAsync()).Data));
        await a.RequestAsync("echo");
        Assert.All(Drain(a), static message => Assert.NotEqual("n", message.GetProperty("method").GetString()));

        static async Task<string[]> TakeAsync(int count, Func<Task<JsonElement>> next)
        {
            var data = new string[count];
            for (var i = 0; i < count; i++)
            {
                var received = await next();
                Assert.Equal("a", received.GetProperty("peerId").GetString());
                data[i] = received.GetProperty("data").GetRawText();
            }

            return data;
        }
    }

    [Fact]
    public async Task Spread_CollectsAnswersAndErrors_InOrderOfJoining()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var good = await ProtooTestClient.ConnectAsync(server.ProtooUrl("good"));
        good.OnRequest = static request => ProtooTestClient.ResponseTo(request, "\"ok\":true,\"data\":" + request.GetProperty("data").GetRawText());
        await good.RequestAsync("echo");
        await using var caller = await ProtooTestClient.ConnectAsync(server.ProtooUrl("caller"));
        await caller.RequestAsync("echo");
        await using var bad = await SignalRTestClient.ConnectAsync(server.HubUrl("bad"));
        bad.Connection.On("ask", string (JsonElement _) => throw new InvalidOperationException("418: I am: a teapot"));
        await bad.InvokeAsync("getPeers");
        await using var silent = await ProtooTestClient.ConnectAsync(server.ProtooUrl("silent"));
        await silent.RequestAsync("echo");
        await using var left = await ProtooTestClient.ConnectAsync(server.ProtooUrl("left"));
        await left.RequestAsync("echo");
        await using var excluded = await ProtooTestClient.ConnectAsync(server.ProtooUrl("excluded"));
        await excluded.RequestAsync("echo");

        var spread = caller.RequestAsync("spread", """{"method":"ask","data":1.0,"excluded":["excluded","nobody"],"timeout":500}""");
        while ((await left.ReceiveNextAsync()).TryGetProperty("notification", out _))
        {
            // Announcements.
        }

        await left.CloseAsync();

        Assert.Equal(
            """{"responses":[{"peerId":"good","ok":true,"data":{"peerId":"caller","data":1.0}},"""
            + """{"peerId":"bad","ok":false,"errorCode":418,"errorReason":"I am: a teapot"},"""
            + """{"peerId":"silent","ok":false,"errorCode":408,"errorReason":"request timeout"},"""
            + """{"peerId":"left","ok":false,"errorCode":410,"errorReason":"peer closed"}]}""",
            (await spread).GetRawText());
        Assert.All(Drain(excluded), static message => Assert.True(message.TryGetProperty("notification", out _)));
    }

    [Fact]
    public async Task Request_ReachesAnyPeer_OneselfIncluded()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        a.OnRequest = static request => request.GetProperty("method").GetString() == "good"
            ? ProtooTestClient.ResponseTo(request, "\"ok\":true,\"data\":0.10")
            : ProtooTestClient.ResponseTo(request, "\"errorCode\":7,\"errorReason\":\"so: so\"");
        await a.RequestAsync("echo");
        await using var b = await SignalRTestClient.ConnectAsync(server.HubUrl("b"));
        b.Connection.On("nothing", (JsonElement _) => (string?)null);

        Assert.Equal("0.10", (await a.RequestAsync("request", """{"peerId":"a","method":"good"}""")).GetRawText());
        Assert.Equal((7, "so: so"), await a.RequestErrorAsync("request", """{"peerId":"a","method":"bad"}"""));
        Assert.Equal("0.10", (await b.InvokeAsync("request", new { peerId = "a", method = "good" })).GetRawText());
        var error = await Assert.ThrowsAsync<HubException>(() => b.InvokeAsync("request", new { peerId = "a", method = "bad" }));
        Assert.EndsWith("ProtooException: 7: so: so", error.Message, StringComparison.Ordinal);
        Assert.Equal("{}", (await a.RequestAsync("request", """{"peerId":"b","method":"nothing"}""")).GetRawText());
        Assert.Equal(500, (await a.RequestErrorAsync("request", """{"peerId":"b","method":"no handler"}""")).Code);
        Assert.Equal((404, "There is no peer 'nobody'."), await a.RequestErrorAsync("request", """{"peerId":"nobody","method":"good"}"""));
    }

    [Theory]
    [InlineData("notify", "[]", "object")]
    [InlineData("notify", "{}", "method")]
    [InlineData("notify", """{"method":""}""", "method")]
    [InlineData("notify", """{"method":null}""", "method")]
    [InlineData("notify", """{"method":5}""", "method")]
    [InlineData("notify", """{"method":"m","to":"b"}""", "to")]
    [InlineData("notify", """{"method":"m","to":[1]}""", "to")]
    [InlineData("notify", """{"method":"m","to":[null]}""", "to")]
    [InlineData("notify", """{"method":"m","excluded":{}}""", "excluded")]
    [InlineData("notify", """{"method":"newPeer"}""", "newPeer")]
    [InlineData("spread", """{"method":"PEERCLOSED"}""", "PEERCLOSED")]
    [InlineData("spread", """{"method":"m","timeout":0}""", "timeout")]
    [InlineData("spread", """{"method":"m","timeout":300001}""", "timeout")]
    [InlineData("spread", """{"method":"m","timeout":1.5}""", "timeout")]
    [InlineData("spread", """{"method":"m","timeout":"5"}""", "timeout")]
    [InlineData("spread", """{"method":"m","excluded":[[]]}""", "excluded")]
    [InlineData("request", """{"peerId":"b","method":"peerdata"}""", "peerdata")]
    [InlineData("request", """{"method":"m"}""", "peerId")]
    [InlineData("request", """{"peerId":5,"method":"m"}""", "peerId")]
    [InlineData("request", """{"peerId":"b","method":"m","timeout":-1}""", "timeout")]
    [InlineData("setData", "[]", "object")]
    [InlineData("setData", "\"x\"", "object")]
    [InlineData("setData", "7", "object")]
    public async Task MalformedField_Gets400_AndIsNamed(string method, string data, string name)
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));

        var (code, reason) = await client.RequestErrorAsync(method, data);

        Assert.Equal(400, code);
        Assert.StartsWith($"{method}: the ", reason, StringComparison.Ordinal);
        Assert.Contains(name, reason, StringComparison.Ordinal);
        Assert.EndsWith(".", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("request", """{"peerId":"b","method":"ask"}""")]
    [InlineData("spread", """{"method":"ask"}""")]
    [InlineData("SPREAD", """{"method":"ask"}""")]
    public async Task RequestOfPeers_AsNotification_AsksNobody(string method, string data)
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var b = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b"));
        await b.RequestAsync("echo");

        await a.NotifyAsync(method, data);
        await a.NotifyAsync("setData", """{"n":1}""");
        await a.NotifyAsync("notify", """{"method":"last"}""");

        Assert.Equal("peerData", (await b.ReceiveNextAsync()).GetProperty("method").GetString());
        Assert.Equal("last", (await b.ReceiveNextAsync()).GetProperty("method").GetString());
    }

    [Fact]
    public async Task WhileDraining_IsNotReady_AndRefusesNewcomers()
    {
        await using var server = await TestServer.StartRoomServerAsync();

        // The health check logs errors.
        server.ExpectsErrors = true;
        using var http = new HttpClient { BaseAddress = server.Http };

        Assert.Equal("Healthy", await http.GetStringAsync(new Uri("/healthz/live", UriKind.Relative)).DefaultTimeout());
        Assert.Equal("Healthy", await http.GetStringAsync(new Uri("/healthz/ready", UriKind.Relative)).DefaultTimeout());

        // A client that does not close keeps the drain going for the test.
        await using var stubborn = await WireClient.ConnectAsync(server.ProtooUrl("a"));
        await stubborn.SendTextAsync("""{"request":true,"id":1,"method":"echo"}""");
        Assert.Equal(1, (await stubborn.ReceiveFrameAsync()).Opcode);
        var stopping = server.StopAsync();
        var (opcode, _, _) = await stubborn.ReceiveFrameAsync();
        Assert.Equal(8, opcode);

        using var ready = await http.GetAsync(new Uri("/healthz/ready", UriKind.Relative)).DefaultTimeout();
        using var live = await http.GetAsync(new Uri("/healthz/live", UriKind.Relative)).DefaultTimeout();
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => ProtooTestClient.ConnectAsync(server.ProtooUrl("b")));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Contains("503", refused.Message, StringComparison.Ordinal);
        var notStarted = await Assert.ThrowsAsync<HttpRequestException>(() => SignalRTestClient.ConnectAsync(server.HubUrl("c")));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, notStarted.StatusCode);
        await stubborn.DisposeAsync();
        await stopping.DefaultTimeout();
    }

    private static List<JsonElement> Drain(ProtooTestClient client)
    {
        var messages = new List<JsonElement>();
        while (client.Received.TryRead(out var message))
        {
            messages.Add(message);
        }

        return messages;
    }
}
