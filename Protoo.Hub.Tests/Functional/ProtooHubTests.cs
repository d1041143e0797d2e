using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Protoo.Tests.Rooms;

namespace Protoo.Tests.Functional;

/// <summary>Rooms and peers as an app uses them, inside and outside a hub.</summary>
public sealed class ProtooHubTests
{
    [Fact]
    public async Task Callbacks_AreCalledOnce_InOrder()
    {
        await using var server = await StartAsync();
        var diary = server.Services.GetRequiredService<ScenarioHub.Diary>();
        await using var a = await ConnectAsync(server, "a");
        Assert.Equal("joined a", diary.Read());
        await using var b = await ConnectAsync(server, "b");
        Assert.Equal("joined b", diary.Read());
        Assert.Equal("""{"peerId":"b"}""", (await a.ReceiveNotificationAsync("newPeer")).GetRawText());

        await b.CloseAsync();
        Assert.Equal("closed b", diary.Read());
        await a.NotifyAsync("leave");
        Assert.Equal("closed a", diary.Read());
        Assert.Equal(4000, await a.Closed.DefaultTimeout());
    }

    [Fact]
    public async Task Notify_SparesPeersAndIds_AndRoomsAreGroups()
    {
        await using var server = await StartAsync();
        await using var a = await ConnectAsync(server, "a");
        await using var b = await SignalRTestClient.ConnectAsync(server.HubUrl("b"), "told");
        await b.InvokeAsync("peers");
        await using var c = await ConnectAsync(server, "c");

        await a.RequestAsync("tell", "\"one\"");
        await a.RequestAsync("tellExcept", """["b"]""");
        await a.RequestAsync("tellGroup");
        await a.RequestAsync("tellOthersInGroup");

        foreach (var text in new[] { "one", "x", "group", "others" })
        {
            Assert.Equal(text, (await c.ReceiveNotificationAsync("told")).GetString());
        }

        foreach (var text in new[] { "one", "group", "others" })
        {
            Assert.Equal(text, (await b.ReceiveAsync()).Data.GetString());
        }

        Assert.Equal("group", (await a.ReceiveNotificationAsync("told")).GetString());
    }

    [Fact]
    public async Task Notify_DataCannotBeSerialized_IsTheCallersError_AndNobodyIsLost()
    {
        await using var server = await StartAsync();
        server.ExpectsErrors = true;
        await using var a = await ConnectAsync(server, "a");
        await using var b = await SignalRTestClient.ConnectAsync(server.HubUrl("b"), "told");
        await b.InvokeAsync("peers");

        Assert.Equal(500, (await a.RequestErrorAsync("tellNothingSerializable")).Code);
        await Assert.ThrowsAsync<HubException>(() => b.InvokeAsync("tellNothingSerializable"));

        await a.RequestAsync("tellGroup");
        Assert.Equal("group", (await a.ReceiveNotificationAsync("told")).GetString());
        Assert.Equal("group", (await b.ReceiveAsync()).Data.GetString());
    }

    [Fact]
    public async Task Request_IsTyped_AndKeepsErrors()
    {
        await using var server = await StartAsync();
        await using var a = await ConnectAsync(server, "a");
        await using var b = await SignalRTestClient.ConnectAsync(server.HubUrl("b"));
        b.Connection.On("ask", (ScenarioHub.Question question) => question.From == "a"
            ? new ScenarioHub.Answer($"hello {question.From}")
            : throw new InvalidOperationException("451: Not for you"));
        await using var c = await ConnectAsync(server, "c");

        Assert.Equal("""{"text":"hello a"}""", (await a.RequestAsync("ask", "\"b\"")).GetRawText());
        Assert.Equal((451, "Not for you"), await c.RequestErrorAsync("ask", "\"b\""));
        Assert.Equal((404, "no such peer"), await c.RequestErrorAsync("ask", "\"nobody\""));
        c.OnRequest = static request => ProtooTestClient.ResponseTo(request, "\"ok\":true,\"data\":{\"text\":[]}");
        Assert.Equal((500, "The answer does not fit what was asked for."), await a.RequestErrorAsync("ask", "\"c\""));
    }

    [Fact]
    public async Task Spread_AsksOneself_UnlessExcluded()
    {
        await using var server = await StartAsync();
        await using var a = await ConnectAsync(server, "a");
        a.OnRequest = static request => ProtooTestClient.ResponseTo(request, "\"ok\":true,\"data\":{\"text\":\"me\"}");
        await using var b = await ConnectAsync(server, "b");
        b.OnRequest = static request => ProtooTestClient.ResponseTo(request, "\"errorCode\":1,\"errorReason\":\"not me\"");

        Assert.Equal("""["a: me","b: not me"]""", (await a.RequestAsync("askAll", "[]")).GetRawText());
        Assert.Equal("""["b: not me"]""", (await a.RequestAsync("askAll", """["a"]""")).GetRawText());
    }

    [Fact]
    public async Task PeersWithFullSlots_ThatAskEachOther_AreAnswered()
    {
        await using var server = await TestServer.StartAsync<GateHub>(
            static signalR => signalR.AddProtoo<GateHub>(static options => options.MaximumConcurrentRequests = 2),
            static builder => builder.Services.AddSingleton<GateHub.Gate>());
        await using var a = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo?peerId=a"));
        await using var b = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo?peerId=b"));
        await a.RequestErrorAsync("unknown");
        await b.RequestErrorAsync("unknown");

        // Each sends more requests than it has slots before it answers.
        var requests = new List<Task<JsonElement>>();
        for (var i = 0; i < 10; i++)
        {
            requests.Add(a.RequestAsync("askOther", "\"b\""));
            requests.Add(b.RequestAsync("askOther", "\"a\""));
        }

        for (var i = 0; i < 10; i++)
        {
            await a.SendAsync(ProtooTestClient.ResponseTo(await a.ReceiveNextAsync()));
            await b.SendAsync(ProtooTestClient.ResponseTo(await b.ReceiveNextAsync()));
        }

        await Task.WhenAll(requests).DefaultTimeout();
    }

    [Fact]
    public async Task InOnConnected_OneselfCannotBeAsked_OthersCan()
    {
        await using var server = await StartAsync();
        var diary = server.Services.GetRequiredService<ScenarioHub.Diary>();
        await using var a = await ConnectAsync(server, "a");
        a.OnRequest = static request => ProtooTestClient.ResponseTo(request, "\"ok\":true,\"data\":{\"text\":\"asked\"}");
        Assert.Equal("joined a", diary.Read());

        await using var itself = await ConnectAsync(server, "asks-itself");
        Assert.Equal("InvalidOperationException", diary.Read());
        Assert.Equal("joined asks-itself", diary.Read());
        await using var other = await ConnectAsync(server, "asks-other");
        Assert.Equal("asked", diary.Read());
    }

    [Fact]
    public async Task CatchAll_GetsWhatNoMethodIsNamedFor()
    {
        await using var server = await StartAsync();
        await using var a = await ConnectAsync(server, "a");
        await using var b = await SignalRTestClient.ConnectAsync(server.HubUrl("b"));

        Assert.Equal("""{"method":"what \"ever\"","data":[1.0]}""", (await a.RequestAsync("what \"ever\"", "[1.0]")).GetRawText());
        Assert.Equal("""{"method":"m","data":{}}""", (await a.RequestAsync("m")).GetRawText());
        Assert.Equal("""{"method":"m","data":1}""", (await b.InvokeAsync("*", "m", 1)).GetRawText());
    }

    [Fact]
    public async Task DataAndItems_AreThePeers()
    {
        await using var server = await StartAsync();
        await using var a = await ConnectAsync(server, "a");
        await using var b = await SignalRTestClient.ConnectAsync(server.HubUrl("b"));

        Assert.Equal("{}", (await a.RequestAsync("remember", "\"x\"")).GetRawText());
        Assert.Equal("\"x\"", (await a.RequestAsync("remember", "\"y\"")).GetRawText());
        await a.RequestAsync("setMood", "\"fine\"");

        Assert.Equal(
            """[{"id":"a","roomId":"r","transport":0,"data":"{\u0022mood\u0022:\u0022fine\u0022}"},{"id":"b","roomId":"r","transport":1,"data":"{\u0022transport\u0022:\u0022SignalR\u0022}"}]""".Replace("\\u0022", "\\\"", StringComparison.Ordinal),
            (await a.RequestAsync("peers")).GetRawText());
        var peer = (await RoomAsync(server)).FindPeer("a");
        Assert.Equal("y", peer!.Items!["value"]);
        Assert.Equal("fine", peer.Data.Deserialize<Dictionary<string, string>>()!["mood"]);
    }

    [Fact]
    public async Task GroupOfARoom_HasNoMembersButItsPeers()
    {
        await using var server = await StartAsync();
        server.ExpectsErrors = true;
        await using var a = await ConnectAsync(server, "a");

        Assert.Equal(500, (await a.RequestErrorAsync("joinGroup")).Code);
    }

    [Fact]
    public async Task OutsideOfHubs_RoomsAreTheSame()
    {
        await using var server = await StartAsync();
        var registry = server.Services.GetRequiredService<IRoomRegistry<ScenarioHub>>();
        Assert.Null(await registry.GetRoomAsync("r"));
        Assert.Empty(await registry.GetRoomsAsync());
        await using var a = await ConnectAsync(server, "a");
        a.OnRequest = static request => ProtooTestClient.ResponseTo(request, "\"ok\":true,\"data\":{\"text\":\"hi\"}");
        await using var b = await SignalRTestClient.ConnectAsync(server.HubUrl("b"), "told");
        b.Connection.On("ask", (ScenarioHub.Question _) => new ScenarioHub.Answer("ho"));
        await b.InvokeAsync("peers");
        var room = Assert.Single(await registry.GetRoomsAsync());
        var peer = room.FindPeer("a");

        await room.NotifyAsync("told", "everyone");
        await peer!.NotifyAsync("told", "you");
        Assert.Equal("hi", (await peer.RequestAsync<ScenarioHub.Answer>("ask")).Text);
        var responses = await room.SpreadAsync("ask", new ScenarioHub.Question("me"), except: [peer.Id]);
        Assert.Equal("""{"text":"ho"}""", Assert.Single(responses).Data.ToString());
        Assert.Null(room.FindPeer("nobody"));

        Assert.Equal("everyone", (await a.ReceiveNotificationAsync("told")).GetString());
        Assert.Equal("you", (await a.ReceiveNotificationAsync("told")).GetString());
        Assert.Equal("everyone", (await b.ReceiveAsync()).Data.GetString());
        await peer.CloseAsync();
        var gone = await Assert.ThrowsAsync<ProtooException>(() => peer.RequestAsync("ask"));
        Assert.Equal(410, gone.Code);
        Assert.Equal(410, (await Assert.ThrowsAsync<ProtooException>(() => peer.SetDataAsync(null))).Code);
    }

    [Fact]
    public async Task Request_CanBeGivenUp()
    {
        await using var server = await StartAsync();
        await using var a = await ConnectAsync(server, "a");
        var peer = (await RoomAsync(server)).FindPeer("a");
        using var cancellation = new CancellationTokenSource();

        var request = peer!.RequestAsync("ask", cancellationToken: cancellation.Token);
        var asked = await a.ReceiveNextAsync();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await a.SendAsync(ProtooTestClient.ResponseTo(asked));
        Assert.Equal("{}", (await a.RequestAsync("remember", "\"x\"")).GetRawText());
    }

    [Fact]
    public async Task ConnectionRequest_IsAnsweredOnce()
    {
        await using var harness = new RoomHarness();
        var request = harness.CreateRequest();
        request.Accept("r", "p");

        Assert.Throws<InvalidOperationException>(() => request.Accept("r", "p"));
        Assert.Throws<InvalidOperationException>(() => request.Reject());
        Assert.Throws<ArgumentOutOfRangeException>(() => request.Reject(200));
        Assert.Throws<ArgumentOutOfRangeException>(() => request.Reject(600));
        Assert.Throws<ArgumentException>(() => request.Accept("", "p"));
    }

    private static Task<TestServer> StartAsync() => TestServer.StartAsync<ScenarioHub>(
        static signalR => signalR.AddProtoo<ScenarioHub>(),
        static builder => builder.Services.AddSingleton<ScenarioHub.Diary>());

    private static async Task<ProtooTestClient> ConnectAsync(TestServer server, string peerId)
    {
        var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl(peerId));

        // Its requests wait until it has joined.
        if (!peerId.StartsWith("asks", StringComparison.Ordinal))
        {
            await client.RequestAsync("joined?");
        }

        return client;
    }

    private static async Task<Room> RoomAsync(TestServer server) => (await server.Services.GetRequiredService<IRoomRegistry<ScenarioHub>>().GetRoomAsync("r"))!;
}
