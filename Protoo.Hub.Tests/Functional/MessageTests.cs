using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Protoo.Tests.Functional;

/// <summary>What docs/protocol.md says about messages, over a real socket. The reader's own tests cover the details.</summary>
public sealed class MessageTests
{
    [Theory]
    [InlineData("not json")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("17")]
    [InlineData("{}")]
    [InlineData("""{"request":false,"id":1,"method":"echo"}""")]
    [InlineData("""{"request":true,"id":1,"method":5}""")]
    [InlineData("""{"request":true,"id":"1","method":"echo"}""")]
    [InlineData("""{"request":true,"method":"echo"}""")]
    [InlineData("""{"response":true,"ok":true}""")]
    [InlineData("""{"response":true,"id":77,"ok":true,"data":{}}""")]
    [InlineData("""{"notification":true}""")]
    [InlineData("""{"notification":true,"method":"setData","data":{"a":"\ud800"}}""")]
    public async Task NoMessage_IsIgnoredAndLogged_ConnectionStays(string text)
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));

        await client.SendAsync(text);

        Assert.Equal("7", (await client.RequestAsync("echo", "7")).GetRawText());
        Assert.Contains(server.Log.GetSnapshot(), static entry => entry is { Level: LogLevel.Warning, Id.Name: "MessageIgnored" });
    }

    [Fact]
    public async Task BinaryMessage_IsIgnored()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));

        await client.SendAsync("""{"request":true,"id":1,"method":"echo"}"""u8.ToArray(), WebSocketMessageType.Binary);

        Assert.Equal("7", (await client.RequestAsync("echo", "7")).GetRawText());
    }

    [Theory]
    [InlineData("""{"request":1,"response":true,"notification":true,"id":1,"method":"echo","data":[1]}""", "1", "[1]")]
    [InlineData("""{"request":"yes","id":-7,"method":"echo","data":"x"}""", "-7", "\"x\"")]
    [InlineData("""{"request":true,"id":0,"method":"echo","data":true}""", "0", "true")]
    [InlineData("""{"request":true,"id":1.50,"method":"echo","data":12345678901234567890.123456789}""", "1.50", "12345678901234567890.123456789")]
    [InlineData("""{"request":true,"id":98765432109876543210,"method":"echo","data":{"b":1,"a":2,"b":3}}""", "98765432109876543210", """{"b":1,"a":2,"b":3}""")]
    [InlineData("""{"request":true,"id":1,"id":2,"method":"nope","method":"echo","data":1,"data":2}""", "2", "2")]
    [InlineData("""{"request":true,"id":3,"method":"ECHO"}""", "3", "{}")]
    [InlineData("""{"request":true,"id":4,"method":"\u0065cho","data":null}""", "4", "{}")]
    [InlineData("""{"request":true,"id":5,"method":"echo","data":false}""", "5", "{}")]
    [InlineData("""{"request":true,"id":6,"method":"echo","data":0}""", "6", "{}")]
    [InlineData("""{"request":true,"id":7,"method":"echo","data":""}""", "7", "{}")]
    public async Task Request_IsReadAsProtooReadsIt(string text, string id, string data)
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        var response = client.Expect(id);

        await client.SendAsync(text);

        Assert.Equal($$"""{"response":true,"id":{{id}},"ok":true,"data":{{data}}}""", (await response.DefaultTimeout()).GetRawText());
    }

    [Fact]
    public async Task TwoRequestsOfOneId_AreBothAnswered()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));

        foreach (var data in new[] { "\"first\"", "\"second\"" })
        {
            var response = client.Expect("5");
            await client.SendAsync($$"""{"request":true,"id":5,"method":"echo","data":{{data}}}""");
            Assert.Equal(data, (await response.DefaultTimeout()).GetProperty("data").GetRawText());
        }
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    [InlineData(5_000, false)]
    public async Task Data_NestedTooDeeply_IsRefused(int depth, bool isAccepted)
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        var data = new string('[', depth) + new string(']', depth);

        var response = await client.RequestRawAsync("echo", data);

        Assert.Equal(isAccepted ? data : "400", response.GetProperty(isAccepted ? "data" : "errorCode").GetRawText());
    }

    [Fact]
    public async Task Data_WithLoneSurrogate_IsRefused()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));

        Assert.Equal(400, (await client.RequestErrorAsync("echo", """{"a":["\udc00"]}""")).Code);
        Assert.Equal("\"\\ud83d\\ude00\"", (await client.RequestAsync("echo", "\"\\ud83d\\ude00\"")).GetRawText());
    }

    [Fact]
    public async Task DeepData_NeverBreaksASignalRPeer()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var other = await SignalRTestClient.ConnectAsync(server.HubUrl("b"), "deep");
        for (var depth = 58; depth <= 63; depth++)
        {
            var data = new string('[', depth) + new string(']', depth);
            var response = await client.RequestRawAsync("notify", $$"""{"method":"deep","data":{{data}}}""");
            if (response.TryGetProperty("ok", out _))
            {
                Assert.Equal(data, (await other.ReceiveAsync()).Data.GetProperty("data").GetRawText());
            }
            else
            {
                Assert.Equal(400, response.GetProperty("errorCode").GetInt32());
                Assert.True(depth > 60);
            }
        }

        Assert.Equal("1", (await other.InvokeAsync("echo", 1)).GetRawText());
    }

    [Fact]
    public async Task Errors_CarryCodeAndReason()
    {
        await using var server = await StartMethodHubAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo"));

        var response = await client.RequestRawAsync("Refuse");

        Assert.Equal("""{"response":true,"id":1,"errorCode":403,"errorReason":"Not: Allowed"}""", response.GetRawText());
        Assert.Equal((404, "Unknown hub method 'unknown'"), await client.RequestErrorAsync("unknown"));
        Assert.Equal((400, "The data does not fit the method 'TakeNumber'."), await client.RequestErrorAsync("TakeNumber", "\"x\""));
    }

    [Fact]
    public async Task HandlerThrows_TellsNothing()
    {
        await using var server = await StartMethodHubAsync();
        server.ExpectsErrors = true;
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo"));

        var (code, reason) = await client.RequestErrorAsync("Throw");

        Assert.Equal(500, code);
        Assert.DoesNotContain("secret", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HandlerThrows_WithDetailedErrors_TellsWhy()
    {
        await using var server = await StartMethodHubAsync(detailedErrors: true);
        server.ExpectsErrors = true;
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo"));

        var (code, reason) = await client.RequestErrorAsync("Throw");

        Assert.Equal(500, code);
        Assert.EndsWith("secret", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HandlerReturnsWhatCannotBeSerialized_GetsError500()
    {
        await using var server = await StartMethodHubAsync();
        server.ExpectsErrors = true;
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo"));

        Assert.Equal(500, (await client.RequestErrorAsync("Cycle")).Code);
        Assert.Equal("{}", (await client.RequestAsync("Nothing")).GetRawText());
    }

    [Theory]
    [InlineData("Nothing")]
    [InlineData("Null")]
    public async Task HandlerReturnsNothing_DataIsEmpty(string method)
    {
        await using var server = await StartMethodHubAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo"));

        Assert.Equal("{}", (await client.RequestAsync(method, "[1,2]")).GetRawText());
    }

    [Theory]
    [InlineData("Throw")]
    [InlineData("unknown")]
    public async Task Notification_ThatFails_IsNotAnswered(string method)
    {
        await using var server = await StartMethodHubAsync();
        server.ExpectsErrors = true;
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo"));

        await client.NotifyAsync(method);

        Assert.Equal("{}", (await client.RequestAsync("Nothing")).GetRawText());
        Assert.False(client.Received.TryRead(out _));
    }

    [Fact]
    public async Task Requests_StartInOrder_AndAsManyAsAllowed()
    {
        await using var server = await TestServer.StartAsync<GateHub>(
            static signalR => signalR.AddProtoo<GateHub>(static options => options.MaximumConcurrentRequests = 3),
            static builder => builder.Services.AddSingleton<GateHub.Gate>());
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo"));
        var gate = server.Services.GetRequiredService<GateHub.Gate>();

        var requests = new List<Task<JsonElement>>();
        for (var i = 0; i < 5; i++)
        {
            requests.Add(client.Expect($"{i}"));
            await client.SendAsync($$"""{"request":true,"id":{{i}},"method":"Enter","data":[{{i}}]}""");
        }

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(i, await gate.Entered.ReadAsync().AsTask().DefaultTimeout());
        }

        Assert.False(gate.Entered.TryRead(out _));
        gate.Leave(1);
        Assert.Equal(3, await gate.Entered.ReadAsync().AsTask().DefaultTimeout());
        Assert.Equal("1", (await requests[1].DefaultTimeout()).GetProperty("data").GetRawText());
        foreach (var i in new[] { 4, 3, 2, 0 })
        {
            gate.Leave(i);
        }

        await Task.WhenAll(requests).DefaultTimeout();
    }

    [Fact]
    public async Task ManyRequestsInFlight_EachGetsItsOwnAnswer()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));

        var requests = Enumerable.Range(1, 500).Select(i => (i, Response: client.RequestAsync("echo", $"[{i}]"))).ToArray();

        foreach (var (i, response) in requests)
        {
            Assert.Equal($"[{i}]", (await response).GetRawText());
        }
    }

    private static Task<TestServer> StartMethodHubAsync(bool detailedErrors = false)
    {
        return TestServer.StartAsync<MethodHub>(signalR => signalR
            .AddHubOptions<MethodHub>(options => options.EnableDetailedErrors = detailedErrors)
            .AddProtoo());
    }
}
