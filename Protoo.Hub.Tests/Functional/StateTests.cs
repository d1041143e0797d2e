using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Tests.Functional;

/// <summary>The state of rooms and peers: made once, there for the hub and for services, disposed of once.</summary>
public sealed class StateTests
{
    private readonly StateHub.Script _script = new();

    [Fact]
    public async Task RoomAndPeers_FromTheFirstToTheLast()
    {
        await using var server = await StartAsync();
        var rooms = server.Services.GetRequiredService<IRoomRegistry<StateHub, StateHub.Conference, StateHub.Participant>>();
        _script.Closing.SetResult();
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await _script.ExpectAsync("made r 1", "open 1", "made a in 1", "joined a 1");
        await using var b = await SignalRTestClient.ConnectAsync(server.HubUrl("b"));
        await _script.ExpectAsync("made b in 1", "joined b 1");

        Assert.Equal("[1,1]", (await a.RequestAsync("count")).GetRawText());
        Assert.Equal("[1,2]", (await b.InvokeAsync("count")).GetRawText());
        Assert.Equal("""["a","b"]""", (await a.RequestAsync("others")).GetRawText());
        var room = await rooms.GetRoomAsync("r");
        Assert.Equal((1, 2, 1), (room!.State!.Number, room.State.Calls, room.FindPeer("b")!.State!.Calls));
        Assert.Same(room.State, Assert.Single(await rooms.GetRoomsAsync()).State);
        Assert.Null(await rooms.GetRoomAsync("other"));

        var peer = room.FindPeer("a");
        await a.CloseAsync();
        await _script.ExpectAsync("closed a 1", "disposed a");
        Assert.Null(peer!.State);
        await b.DisposeAsync();
        await _script.ExpectAsync("closed b 1", "disposed b", "close 1", "disposed 1");
        Assert.Null(room.State);

        await using var c = await ProtooTestClient.ConnectAsync(server.ProtooUrl("c"));
        await _script.ExpectAsync("made r 2", "open 2", "made c in 2", "joined c 2");
    }

    [Fact]
    public async Task Opening_EverybodyWaits_AndOneRoomIsMade()
    {
        var opening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _script.Opening = _ => opening.Task;
        _script.Closing.SetResult();
        await using var server = await StartAsync();
        Task<ProtooTestClient>[] connecting = [.. Enumerable.Range(0, 20).Select(i => ProtooTestClient.ConnectAsync(server.ProtooUrl($"p{i}")))];
        await _script.ExpectAsync("made r 1");

        // Another room is not held up.
        _script.Opening = static _ => Task.CompletedTask;
        await using var other = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a", "other"));
        await _script.ExpectAsync("made other 2", "open 2", "made a in 2", "joined a 2");
        Assert.All(connecting, static client => Assert.False(client.IsCompleted));

        // One leaves before it is in.
        opening.SetResult();
        foreach (var client in await Task.WhenAll(connecting).DefaultTimeout())
        {
            Assert.Equal(1, (await client.RequestAsync("count"))[0].GetInt32());
            await client.DisposeAsync();
        }

        await other.DisposeAsync();
        await _script.WaitUntilNothingIsAliveAsync();
        Assert.Equal(2, _script.MadeConferences);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Opening_Fails_AllAreRejected_AndTheNextTriesAnew(bool hasCode)
    {
        var opening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _script.Opening = _ => opening.Task;
        _script.Closing.SetResult();
        await using var server = await StartAsync();
        server.ExpectsErrors = !hasCode;
        Task<(HttpStatusCode Status, string Reason)>[] refused = [.. Enumerable.Range(0, 5).Select(i => Handshake.GetRefusalAsync(server.ProtooUrl($"p{i}")))];
        await _script.ExpectAsync("made r 1");
        opening.SetException(hasCode ? new ProtooException(507, "No Worker") : new InvalidOperationException("secret"));
        Assert.All(await Task.WhenAll(refused), refusal => Assert.Equal(hasCode ? ((HttpStatusCode)507, "No Worker") : (HttpStatusCode.InternalServerError, "Internal Server Error"), refusal));
        await _script.WaitUntilNothingIsAliveAsync();

        _script.Opening = static _ => Task.CompletedTask;
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        Assert.Equal("[1,1]", (await a.RequestAsync("count")).GetRawText());
    }

    [Fact]
    public async Task PeerCannotBeMade_ItIsRejected_AndTheRoomEndsIfItIsAlone()
    {
        await using var server = await StartAsync();
        Assert.Equal(((HttpStatusCode)418, "unmakeable"), await Handshake.GetRefusalAsync(server.ProtooUrl("unmakeable")));
        await _script.ExpectAsync("made r 1", "open 1", "made unmakeable in 1", "close 1", "disposed 1");
    }

    [Fact]
    public async Task OnPeerJoinedFails_OnPeerClosedIsNotCalled_AndAllIsDisposedOf()
    {
        await using var server = await StartAsync();
        server.ExpectsErrors = true;
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("fails"));
        Assert.Equal(1011, await client.Closed.DefaultTimeout());
        await _script.ExpectAsync("made r 1", "open 1", "made fails in 1", "joined fails 1", "disposed fails", "close 1", "disposed 1");
    }

    [Fact]
    public async Task Replaced_EachConnectionHasItsOwn_AndTheNewOneSeesTheOldOneGo()
    {
        await using var server = await StartAsync();
        _script.Closing.SetResult();
        await using var older = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await _script.ExpectAsync("made r 1", "open 1", "made a in 1", "joined a 1");
        await older.RequestAsync("count");
        await using var newer = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await _script.ExpectAsync("made a in 1", "closed a 1", "disposed a", "joined a 1");
        Assert.Equal("[1,2]", (await newer.RequestAsync("count")).GetRawText());
    }

    [Fact]
    public async Task RoomIsClosed_AndTheNextOneOpens_WhileCallbacksStillRun()
    {
        await using var server = await StartAsync();
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await _script.ExpectAsync("made r 1", "open 1", "made a in 1", "joined a 1");
        var room = await server.Services.GetRequiredService<IRoomRegistry<StateHub>>().GetRoomAsync("r");
        await room!.CloseAsync();
        Assert.Equal(4000, await a.Closed.DefaultTimeout());
        await using var b = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b"));
        await _script.ExpectAsync("made r 2", "open 2", "made b in 2", "joined b 2");
        _script.Closing.SetResult();
        await _script.ExpectAsync("closed a 1", "disposed a", "close 1", "disposed 1");
    }

    [Fact]
    public async Task HostStops_AllIsClosedAndDisposedOf()
    {
        await using var server = await StartAsync();
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var b = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b", "other"));
        await a.RequestAsync("count");
        await b.RequestAsync("count");
        _script.Closing.SetResult();
        await server.StopAsync().DefaultTimeout();
        Assert.Empty(_script.Alive);
        Assert.Equal(2, _script.MadeConferences);
    }

    [Fact]
    public async Task ManyFirstJoinsAtOnce_MakeOneState()
    {
        await using var server = await StartAsync();
        _script.Closing.SetResult();
        foreach (var (made, peers) in new[] { 1_000, 100, 100, 100 }.Index())
        {
            var clients = await Task.WhenAll(Enumerable.Range(0, peers).Select(i => ProtooTestClient.ConnectAsync(server.ProtooUrl($"p{i}", $"r{made}")))).DefaultTimeout();
            Assert.Equal(made + 1, _script.MadeConferences);

            // Half of them are cut off.
            await Task.WhenAll(clients.Select(static (client, i) => i % 2 == 0 ? client.CloseAsync() : client.DisposeAsync().AsTask())).DefaultTimeout();
            await _script.WaitUntilNothingIsAliveAsync();
        }
    }

    [Fact]
    public async Task ManyReplacementsAtOnce_EveryStateIsDisposedOfOnce()
    {
        await using var server = await StartAsync();
        _script.Closing.SetResult();
        var clients = new System.Collections.Concurrent.ConcurrentBag<ProtooTestClient>();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async worker =>
        {
            for (var i = 0; i < 50; i++)
            {
                try
                {
                    var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl($"p{worker % 4}"));
                    clients.Add(client);
                    if (i % 3 == 0)
                    {
                        await client.DisposeAsync();
                    }
                }
                catch (WebSocketException)
                {
                    // Another one took its place before it was in.
                }
            }
        }));
        await Task.WhenAll(clients.Select(static client => client.DisposeAsync().AsTask())).DefaultTimeout();
        await _script.WaitUntilNothingIsAliveAsync();
    }

    private Task<TestServer> StartAsync()
    {
        return TestServer.StartAsync<StateHub>(
            static signalR => signalR.AddProtoo<StateHub>(static options => options.DrainTime = TimeSpan.Zero),
            builder => builder.Services.AddSingleton(_script));
    }
}
