using Microsoft.AspNetCore.SignalR.Client;

namespace Protoo.Tests.Functional;

/// <summary>A hub that runs one request per client at a time. That request may still ask peers, even the client itself.</summary>
public sealed class OneSlotTests
{
    private readonly LifeHub.Script _script = new();

    public OneSlotTests()
    {
        _script.Methods["ask other"] = static async call => await call.Room.FindPeer("b")!.RequestAsync("m");
        _script.Methods["ask itself"] = static async call => await call.Peer.RequestAsync("m");
        _script.Methods["ask itself twice"] = static async call => new[] { await call.Peer.RequestAsync("m"), await call.Peer.RequestAsync("m") };
        _script.Methods["spread to others"] = static async call => Texts(await call.Room.SpreadAsync("m", except: [call.Peer.Id]));
        _script.Methods["spread to all"] = static async call => Texts(await call.Room.SpreadAsync("m"));
    }

    public static TheoryData<string, string> Questions { get; } = new()
    {
        { "ask other", "\"b\"" },
        { "ask itself", "\"a\"" },
        { "ask itself twice", """["a","a"]""" },
        { "spread to others", """["b"]""" },
        { "spread to all", """["b","a"]""" },
    };

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task Native_MayAsk(string method, string answer)
    {
        await using var server = await StartAsync();
        await using var b = await ConnectAsync(server, "b");
        await using var a = await ConnectAsync(server, "a");

        Assert.Equal(answer, (await a.RequestAsync(method)).GetRawText());
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task SignalR_MayAsk(string method, string answer)
    {
        await using var server = await StartAsync();
        await using var b = await ConnectAsync(server, "b");
        await using var a = await SignalRTestClient.ConnectAsync(server.HubUrl("a"));
        a.Connection.On("m", static (object _) => "a");

        Assert.Equal(answer, (await a.InvokeAsync(ProtooMethodNames.CatchAll, method, default(RawJson))).GetRawText());
    }

    /// <summary>Each waits for the other's answer in its only slot.</summary>
    [Fact]
    public async Task PeersThatAskEachOther_AreAnswered()
    {
        _script.Methods["ask a"] = static async call => await call.Room.FindPeer("a")!.RequestAsync("m");
        await using var server = await StartAsync();
        await using var b = await ConnectAsync(server, "b");
        await using var a = await SignalRTestClient.ConnectAsync(server.HubUrl("a"));
        var asked = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        a.Connection.On("m", (object _) => asked.Task);
        b.OnRequest = null;

        var fromB = b.RequestAsync("ask a");
        var fromA = a.InvokeAsync(ProtooMethodNames.CatchAll, "ask other", default(RawJson));
        await b.SendAsync(Answer(await b.ReceiveNextAsync(), "b"));
        Assert.Equal("b", (await fromA).GetString());
        asked.SetResult("a");
        Assert.Equal("a", (await fromB).GetString());
    }

    [Fact]
    public async Task OnesTurnIsOver_OnlyWhenItWaitsForAPeer()
    {
        var release = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _script.Methods["stay"] = _ => release.Task;
        await using var server = await StartAsync();
        await using var b = await ConnectAsync(server, "b");
        await using var a = await ConnectAsync(server, "a");
        b.OnRequest = null;

        var waiting = a.RequestAsync("ask other");
        var asked = await b.ReceiveNextAsync();
        var staying = a.RequestAsync("stay");
        var next = a.RequestAsync("next");
        await _script.UntilAsync("stay");
        _script.Methods["next"] = static _ => Task.FromResult<object?>("done");
        await b.SendAsync(Answer(asked, "b"));
        Assert.Equal("b", (await waiting).GetString());
        Assert.False(next.IsCompleted);

        release.SetResult(null);
        await staying.DefaultTimeout();
        Assert.Equal("done", (await next.DefaultTimeout()).GetString());
    }

    /// <summary>There is no slot to give back: no client is read before it has joined.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public async Task InOnConnected_OneselfCannotBeAsked_AndThatIsWhatIsSaid(int slots)
    {
        _script.Joined = async call =>
        {
            var asked = await Assert.ThrowsAsync<InvalidOperationException>(() => call.Peer.RequestAsync("m"));
            var spread = await Assert.ThrowsAsync<InvalidOperationException>(() => call.Room.SpreadAsync("m"));
            _script.Note(asked.Message);
            _script.Note(spread.Message);
        };
        await using var server = await StartAsync(slots);
        await using var native = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await ExpectAsync();
        await using var signalR = await SignalRTestClient.ConnectAsync(server.HubUrl("b"));
        await ExpectAsync();

        async Task ExpectAsync()
        {
            Assert.Equal("asked", await _script.NextAsync());
            Assert.StartsWith("joining", await _script.NextAsync(), StringComparison.Ordinal);
            Assert.Contains("in OnConnectedAsync", await _script.NextAsync(), StringComparison.Ordinal);
            Assert.Contains("in OnConnectedAsync", await _script.NextAsync(), StringComparison.Ordinal);
            Assert.StartsWith("joined", await _script.NextAsync(), StringComparison.Ordinal);
        }
    }

    private static string?[] Texts(IEnumerable<PeerResponse<RawJson>> responses) => [.. responses.Select(static response => response.GetData().Deserialize<string>())];

    private static string Answer(System.Text.Json.JsonElement request, string text) => ProtooTestClient.ResponseTo(request, $"\"ok\":true,\"data\":\"{text}\"");

    private static async Task<ProtooTestClient> ConnectAsync(TestServer server, string peerId)
    {
        var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl(peerId));
        client.OnRequest = request => Answer(request, peerId);
        return client;
    }

    private Task<TestServer> StartAsync(int slots = 1) => LifeServer.StartAsync(_script, options => options.MaximumConcurrentRequests = slots);
}
