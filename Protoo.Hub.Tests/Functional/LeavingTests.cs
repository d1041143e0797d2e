using System.Net.WebSockets;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Tests.Functional;

/// <summary>What a leaving peer is owed, what its hub can still send, and what its successor waits for.</summary>
public sealed class LeavingTests
{
    private readonly LifeHub.Script _script = new();

    [Theory]
    [InlineData("close peer")]
    [InlineData("close room")]
    public async Task Close_FromAMethod_AnswersFirst(string how)
    {
        _script.Methods["leave"] = async call =>
        {
            Assert.True(how == "close peer" ? await call.Peer.CloseAsync() : await call.Room.CloseAsync());
            return "bye";
        };
        await using var server = await LifeServer.StartAsync(_script);
        await using var native = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));

        Assert.Equal("bye", (await native.RequestAsync("leave")).GetString());
        Assert.Equal(4000, await native.Closed.DefaultTimeout());
        Assert.Equal("closed by protoo-server", native.CloseReason);

        await using var signalR = await SignalRTestClient.ConnectAsync(server.HubUrl("b"));
        Assert.Equal("bye", (await signalR.InvokeAsync("*", "leave", 1)).GetString());
        Assert.Null(await signalR.Closed.DefaultTimeout());
    }

    [Fact]
    public async Task CloseOfTheRoom_AnswersWhatOthersAreOwed()
    {
        var released = new TaskCompletionSource();
        _script.Methods["wait"] = async _ =>
        {
            await released.Task;
            return "at last";
        };
        _script.Methods["end"] = static async call => await call.Room.CloseAsync();
        await using var server = await LifeServer.StartAsync(_script);
        await using var native = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var signalR = await SignalRTestClient.ConnectAsync(server.HubUrl("b"));
        await using var idle = await ProtooTestClient.ConnectAsync(server.ProtooUrl("c"));
        var answers = new[] { native.RequestAsync("wait"), signalR.InvokeAsync("*", "wait", 1) };
        await _script.UntilAsync("wait");
        await _script.UntilAsync("wait");

        await using var last = await ProtooTestClient.ConnectAsync(server.ProtooUrl("d"));
        Assert.True((await last.RequestAsync("end")).GetBoolean());

        // A peer owed nothing goes at once.
        Assert.Equal(4000, await idle.Closed.DefaultTimeout());
        released.SetResult();
        Assert.All(await Task.WhenAll(answers).DefaultTimeout(), static answer => Assert.Equal("at last", answer.GetString()));
        Assert.Equal(4000, await native.Closed.DefaultTimeout());
        Assert.Null(await signalR.Closed.DefaultTimeout());
    }

    [Fact]
    public async Task Close_DoesNotWaitLongerThanItsTimeout()
    {
        _script.Methods["never"] = async call =>
        {
            await call.Peer.CloseAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan);
            return null;
        };
        await using var server = await LifeServer.StartAsync(_script, static options => options.CloseTimeout = TimeSpan.FromMilliseconds(200));
        await using var native = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));

        var answer = native.RequestAsync("never");

        Assert.Equal(4000, await native.Closed.DefaultTimeout());
        await Assert.ThrowsAsync<InvalidOperationException>(() => answer);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ClientSeesTheClose_ThoughTheHubIsNotDoneWithIt(bool byClient)
    {
        var released = new TaskCompletionSource();
        _script.Closed = _ => released.Task;
        _script.Methods["leave"] = static async call => await call.Peer.CloseAsync();
        await using var server = await LifeServer.StartAsync(_script);
        await using var native = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));

        if (byClient)
        {
            await native.CloseAsync();
        }
        else
        {
            await native.RequestAsync("leave");
        }

        Assert.Equal(byClient ? 1000 : 4000, await native.Closed.DefaultTimeout());
        released.SetResult();
    }

    [Fact]
    public async Task Close_DoesNotWaitForStreams()
    {
        await using var server = await LifeServer.StartAsync(_script, static options => options.CloseTimeout = TimeSpan.FromMinutes(10));
        await using var signalR = await SignalRTestClient.ConnectAsync(server.HubUrl("a"));
        await using var numbers = signalR.Connection.StreamAsync<int>("numbers").GetAsyncEnumerator();
        Assert.True(await numbers.MoveNextAsync().AsTask().DefaultTimeout());

        var room = (await server.Services.GetRequiredService<IRoomRegistry<LifeHub>>().GetRoomAsync("r"))!;
        await room.CloseAsync();

        Assert.Null(await signalR.Closed.DefaultTimeout());
    }

    [Fact]
    public async Task Close_OfAClientThatGoes_DoesNotWait()
    {
        _script.Methods["leave"] = static async call =>
        {
            await call.Peer.CloseAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan);
            return null;
        };
        await using var server = await LifeServer.StartAsync(_script, static options => options.CloseTimeout = TimeSpan.FromMinutes(10));
        var native = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        var answer = native.RequestAsync("leave");
        await _script.UntilAsync("leave");

        await native.DisposeAsync();

        await _script.UntilAsync("closed a");
        await Assert.ThrowsAsync<InvalidOperationException>(() => answer);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Replacement_OldOneIsClosed_BeforeTheNewOneJoins(bool isNative)
    {
        var released = new TaskCompletionSource();
        _script.Closed = _ => released.Task;
        await using var server = await LifeServer.StartAsync(_script, static options => options.CloseTimeout = TimeSpan.FromMinutes(10));
        await using var old = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await _script.UntilAsync("joined a");

        await using var native = isNative ? await ProtooTestClient.ConnectAsync(server.ProtooUrl("a")) : null;
        var signalR = isNative ? null : SignalRTestClient.ConnectAsync(server.HubUrl("a"));
        Assert.Equal("asked", await _script.NextAsync());
        Assert.Equal("closing a", await _script.NextAsync());
        released.SetResult();

        Assert.Equal("closed a", await _script.NextAsync());
        Assert.Equal("joining a", await _script.NextAsync());
        Assert.Equal("joined a", await _script.NextAsync());
        if (signalR is not null)
        {
            await (await signalR).DisposeAsync();
        }
    }

    [Fact]
    public async Task Return_AfterAClose_WaitsForTheOldOneAsWell()
    {
        var released = new TaskCompletionSource();
        _script.Closed = call => call.Peer.Id == "a" ? released.Task : Task.CompletedTask;
        await using var server = await LifeServer.StartAsync(_script, static options => options.CloseTimeout = TimeSpan.FromMinutes(10));
        await using var other = await ProtooTestClient.ConnectAsync(server.ProtooUrl("other"));
        await using var old = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await _script.UntilAsync("joined a");
        await old.WebSocket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).DefaultTimeout();
        Assert.Equal("closing a", await _script.NextAsync());

        await using var again = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        Assert.Equal("asked", await _script.NextAsync());
        released.SetResult();

        Assert.Equal("closed a", await _script.NextAsync());
        Assert.Equal("joining a", await _script.NextAsync());
    }

    [Fact]
    public async Task Replacement_OldOneTakesTooLong_GoesOnWithAWarning()
    {
        var released = new TaskCompletionSource();
        _script.Closed = _ => released.Task;
        await using var server = await LifeServer.StartAsync(_script, static options => options.CloseTimeout = TimeSpan.FromMilliseconds(200));
        await using var old = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await _script.UntilAsync("joined a");

        await using var again = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));

        await _script.UntilAsync("joined a");
        Assert.Contains(server.Log.GetSnapshot(), static entry => entry.Id.Name == "PredecessorStays");
        released.SetResult();
    }

    [Fact]
    public async Task Goodbye_ReachesTheOthers_AfterPeerClosed()
    {
        _script.Joined = static call =>
        {
            call.Peer.Items!["name"] = $"the name of {call.Peer.Id}";
            return Task.CompletedTask;
        };
        _script.Closed = static async call =>
        {
            await call.Room.NotifyAsync("left", call.Peer.Items!["name"]);
            await call.Clients.Group("protoo:room:r").SendAsync("left too", 1);
        };
        await using var server = await LifeServer.StartAsync(_script, static options => options.AnnouncePeers = true);
        await using var native = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var signalR = await SignalRTestClient.ConnectAsync(server.HubUrl("b"), "newPeer", "peerClosed", "left", "left too");
        Assert.Equal("newPeer", (await native.ReceiveNextAsync()).GetProperty("method").GetString());
        await using var leaver = await ProtooTestClient.ConnectAsync(server.ProtooUrl("c"));
        await _script.UntilAsync("joined c");

        await leaver.CloseAsync();

        Assert.Equal(["newPeer", "peerClosed", "left", "left too"], await ReceiveAsync(native, 4));
        foreach (var method in new[] { "newPeer", "peerClosed", "left", "left too" })
        {
            Assert.Equal(method, (await signalR.ReceiveAsync()).Method);
        }
    }

    [Fact]
    public async Task Goodbye_CanAskTheOthers()
    {
        var answer = new TaskCompletionSource<string>();
        _script.Closed = async call =>
        {
            if (call.Peer.Id == "b")
            {
                var responses = await call.Room.SpreadAsync<string>("gone");
                answer.SetResult(string.Join(' ', responses.Select(static response => $"{response.PeerId}:{response.Data}")));
            }
        };
        await using var server = await LifeServer.StartAsync(_script);
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        a.OnRequest = static request => ProtooTestClient.ResponseTo(request, "\"ok\":true,\"data\":\"noted\"");
        await using var b = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b"));
        await _script.UntilAsync("joined b");

        await b.CloseAsync();

        Assert.Equal("a:noted", await answer.Task.DefaultTimeout());
    }

    [Fact]
    public async Task OldPeer_NotifiesNobody_OnceItWasReplaced()
    {
        await using var server = await LifeServer.StartAsync(_script);
        await using var old = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        var room = (await server.Services.GetRequiredService<IRoomRegistry<LifeHub>>().GetRoomAsync("r"))!;
        var peer = room.FindPeer("a")!;
        await using var successor = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        Assert.Equal(4000, await old.Closed.DefaultTimeout());

        await peer.NotifyAsync("for the old one");
        await room.FindPeer("a")!.NotifyAsync("for the new one");

        Assert.Equal("for the new one", (await successor.ReceiveNextAsync()).GetProperty("method").GetString());
        Assert.False(old.Received.TryRead(out _));
    }

    private static async Task<string[]> ReceiveAsync(ProtooTestClient client, int count)
    {
        var methods = new List<string>();
        while (methods.Count < count)
        {
            methods.Add((await client.ReceiveNextAsync()).GetProperty("method").GetString()!);
        }

        return [.. methods];
    }
}
