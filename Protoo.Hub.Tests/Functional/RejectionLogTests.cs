using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Protoo.Tests.Functional;

/// <summary>The log tells the operator who is rejected, and why: in one line for every kind of client and rejection.</summary>
public sealed class RejectionLogTests
{
    private readonly FakeLogCollector _log = FakeLogCollector.From(LogLevel.Information);

    [Theory]
    [InlineData("wish=reject-402", "(room -, peer -, user -): 402 No Money")]
    [InlineData("wish=reject-402&user=ann&access_token=secret", "(room -, peer -, user ann): 402 No Money")]
    [InlineData("wish=reject-after-upgrade", "(room -, peer -, user -): 403 Not Allowed")]
    [InlineData("wish=throw-protoo", "(room -, peer -, user -): 418 teapot")]
    [InlineData("wish=throw", "(room -, peer -, user -): 500 Internal Server Error")]
    [InlineData("wish=reject-injection", "(room -, peer -, user -): 403 a??Set-Cookie: bä")]
    [InlineData("peerId=taken", "(room r, peer taken, user -): 409 The room has a peer of that id.")]
    public async Task App_RejectsEitherKindOfClient(string query, string line)
    {
        await using var server = await StartAsync<DecidingHub>(static options => options.DuplicatePeer = DuplicatePeer.Reject);
        server.ExpectsErrors = true;
        await using var taken = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo?peerId=taken"));

        _ = await Handshake.GetResponseAsync(server.WebSocketUrl($"/protoo?{query}"));
        await using var wire = await SignalRWire.ConnectAsync(new Uri(server.Http, $"/hub?{query}"));
        _ = await wire.ReceiveCloseAsync();
        await server.StopAsync().DefaultTimeout();

        Assert.Equal([$"Rejected a Native client from 127.0.0.1 {line}", $"Rejected a SignalR client from 127.0.0.1 {line}"], Lines().Order());
        Assert.DoesNotContain(_log.GetSnapshot(), static entry => entry.Message.Contains("secret", StringComparison.Ordinal) && entry.Exception is null);
    }

    [Fact]
    public async Task Seat_IsTakenAtTheLastMoment()
    {
        var script = new LifeHub.Script();
        var late = new TaskCompletionSource();
        script.BeforeJoining = _ =>
        {
            script.Note("before joining");
            return late.Task;
        };
        await using var server = await StartAsync<LifeHub>(static options => options.DuplicatePeer = DuplicatePeer.Reject, builder => builder.Services.AddSingleton(script));
        var native = Handshake.GetRefusalAsync(server.ProtooUrl("a"));
        await script.UntilAsync("before joining");
        await using var wire = await SignalRWire.ConnectAsync(server.HubUrl("a"));
        await script.UntilAsync("before joining");
        script.BeforeJoining = static _ => Task.CompletedTask;
        await using var first = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));

        late.SetResult();

        Assert.Equal(HttpStatusCode.Conflict, (await native).Status);
        Assert.EndsWith("409: The room has a peer of that id.", (await wire.ReceiveCloseAsync()).Error, StringComparison.Ordinal);
        const string Line = "client from 127.0.0.1 (room r, peer a, user -): 409 The room has a peer of that id.";
        Assert.Equal([$"Rejected a Native {Line}", $"Rejected a SignalR {Line}"], Lines().Order());
    }

    [Fact]
    public async Task OnConnected_Throws()
    {
        var script = new LifeHub.Script { BeforeJoining = static _ => throw new ProtooException(418, "teapot") };
        await using var server = await StartAsync<LifeHub>(configureBuilder: builder => builder.Services.AddSingleton(script));

        _ = await Handshake.GetRefusalAsync(server.ProtooUrl("a"));
        await using var wire = await SignalRWire.ConnectAsync(server.HubUrl("a"));
        _ = await wire.ReceiveCloseAsync();

        const string Line = "client from 127.0.0.1 (room r, peer a, user -): 418 teapot";
        Assert.Equal([$"Rejected a Native {Line}", $"Rejected a SignalR {Line}"], Lines().Order());
    }

    [Fact]
    public async Task OnPeerJoined_Throws()
    {
        var script = new LifeHub.Script { Joined = static _ => throw new HubException("no") };
        await using var server = await StartAsync<LifeHub>(configureBuilder: builder => builder.Services.AddSingleton(script));
        server.ExpectsErrors = true;

        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await client.Closed.DefaultTimeout();
        await using var wire = await SignalRWire.ConnectAsync(server.HubUrl("b"));
        _ = await wire.ReceiveCloseAsync();
        await server.StopAsync().DefaultTimeout();

        Assert.Equal(
            [
                "Rejected a Native client from 127.0.0.1 (room r, peer a, user -): 500 no",
                "Rejected a SignalR client from 127.0.0.1 (room r, peer b, user -): 500 no",
            ],
            Lines().Order());
    }

    [Fact]
    public async Task Server_IsStopped()
    {
        await using var server = await StartAsync<DecidingHub>();
        server.Services.GetRequiredService<IRoomRegistry<DecidingHub>>().Stop();

        _ = await Handshake.GetRefusalAsync(server.WebSocketUrl("/protoo?user=ann"));
        await Assert.ThrowsAsync<HttpRequestException>(() => SignalRTestClient.ConnectAsync(new Uri(server.Http, "/hub")));

        Assert.Equal(
            [
                "Rejected a Native client from 127.0.0.1 (room -, peer -, user ann): 503 stopped",
                "Rejected a SignalR client from 127.0.0.1 (room -, peer -, user -): 503 The server takes no new connections.",
            ],
            Lines().Order());
    }

    [Fact]
    public async Task Subprotocol_IsMissing()
    {
        await using var server = await StartAsync<DecidingHub>();

        _ = await Handshake.GetResponseAsync(server.WebSocketUrl("/protoo"), subprotocols: null);

        Assert.Equal(
            ["Rejected a Native client from 127.0.0.1 (room -, peer -, user -): 403 invalid/missing Sec-WebSocket-Protocol"],
            Lines());
    }

    [Fact]
    public async Task PlainHttp_OrAClientThatIsLetIn_IsNoRejection()
    {
        await using var server = await StartAsync<DecidingHub>();
        using var http = new HttpClient();

        using var response = await http.GetAsync(new Uri(server.Http, "/protoo")).DefaultTimeout();
        await using (var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo")))
        {
            await client.RequestAsync("info");
            await client.CloseAsync();
        }

        await using (var client = await SignalRTestClient.ConnectAsync(new Uri(server.Http, "/hub")))
        {
            await client.InvokeAsync("info");
        }

        await server.StopAsync().DefaultTimeout();

        Assert.Equal(HttpStatusCode.UpgradeRequired, response.StatusCode);
        Assert.Empty(Lines());
    }

    // Without the port.
    private IEnumerable<string> Lines()
    {
        return _log.GetSnapshot()
            .Where(static entry => entry is { Category: "Protoo.Rooms.Rejections", Id.Name: "Rejected", Level: LogLevel.Information, Exception: null })
            .Select(static entry => Regex.Replace(entry.Message, @"127\.0\.0\.1:\d+", "127.0.0.1"));
    }

    private Task<TestServer> StartAsync<THub>(Action<ProtooOptions>? configure = null, Action<WebApplicationBuilder>? configureBuilder = null)
        where THub : ProtooHub
    {
        return TestServer.StartAsync<THub>(
            signalR => signalR.AddProtoo<THub>(configure),
            builder =>
            {
                builder.Logging.AddProvider(new FakeLoggerProvider(_log));
                QueryAuthentication.AddTo(builder.Services);
                configureBuilder?.Invoke(builder);
            },
            static app => app.UseAuthentication());
    }
}
