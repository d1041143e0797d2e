using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Tests.Interop;

/// <summary>protoo-client over SignalR, where SignalR must not show through. Other tests cover what all clients have in common.</summary>
public sealed class OverSignalRTests(NodeProcess node) : InteropTest(node)
{
    private const int Retries = 2;
    private const int Many = 200;

    private readonly HubScript _script = new();

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.OverSignalR), MemberType = typeof(ClientLibraries))]
    public async Task Connect_IsRejected_ClosesWithoutBeingOpen(ClientLibrary library)
    {
        _script.OnConnectionRequest = static request => request.Reject(403, "Not Allowed");
        var server = await StartScriptedServerAsync(_script);

        var client = await StartAsync(server, library, "alice");

        await client.ExpectAsync("close");
        Assert.Equal(1, _script.ConnectionRequests);
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.OverSignalR), MemberType = typeof(ClientLibraries))]
    public async Task Connect_ServerTakesNobodyNow_FailsAtEveryAttempt(ClientLibrary library)
    {
        var server = await StartScriptedServerAsync(_script);
        server.Services.GetRequiredService<IRoomRegistry<ScriptedHub>>().Stop();

        await ExpectFailuresAsync(await StartAsync(server, library, "alice", retries: Retries));
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.OverSignalR), MemberType = typeof(ClientLibraries))]
    public async Task Connect_NobodyListens_FailsAtEveryAttempt(ClientLibrary library)
    {
        var server = await StartScriptedServerAsync(_script);
        await server.StopAsync();

        await ExpectFailuresAsync(await StartAsync(server, library, "alice", retries: Retries));
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.OverSignalR), MemberType = typeof(ClientLibraries))]
    public async Task Connect_WithToken_EveryRequestHasIt(ClientLibrary library)
    {
        var tokens = new ConcurrentBag<string>();
        var server = await StartScriptedServerAsync(_script, configureApp: app => app.Use(async (context, next) =>
        {
            // Where browsers cannot set the header, the token is in the query.
            tokens.Add(context.Request.Headers.Authorization.FirstOrDefault() ?? $"Bearer {context.Request.Query["access_token"]}");
            await next();
        }));

        var client = await StartAsync(server, library, "alice", token: "secret");

        await client.ExpectAsync("open");
        Assert.All(tokens, static token => Assert.Equal("Bearer secret", token));
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.OverSignalR), MemberType = typeof(ClientLibraries))]
    public async Task Request_NotConnected_FailsAtOnce(ClientLibrary library)
    {
        var server = await StartScriptedServerAsync(_script);
        await server.StopAsync();
        var client = await StartAsync(server, library, "alice");
        await client.ExpectAsync("failed");

        var error = await Assert.ThrowsAsync<ClientErrorException>(() => client.RequestAsync("hello"));

        Assert.Equal("transport not connected", error.Message);
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.OverSignalR), MemberType = typeof(ClientLibraries))]
    public async Task Request_AnyNumberOfParameters_IsAnswered(ClientLibrary library)
    {
        var client = await JoinFormsHubAsync(library);

        // The first round finds out how each method is called; the second round knows.
        for (var i = 0; i < 2; i++)
        {
            AssertJson("pong", await client.RequestAsync("ping"));
            AssertJson("pong", await client.RequestAsync("ping", new { ignored = true }));
            AssertJson(42, await client.RequestAsync("double", 21));
            AssertJson(42, await client.RequestAsync("add", new[] { 40, 2 }));
        }
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.OverSignalR), MemberType = typeof(ClientLibraries))]
    public async Task Request_HubDoesNotAnswer_HasCodeOfNativeClients(ClientLibrary library)
    {
        var client = await JoinFormsHubAsync(library);

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(404, (await client.RequestErrorAsync("fly")).Code);
            Assert.Equal(400, (await client.RequestErrorAsync("double", "two")).Code);
            Assert.Equal(400, (await client.RequestErrorAsync("add", new[] { 1, 2, 3 })).Code);
            Assert.Equal(403, (await client.RequestErrorAsync("secret")).Code);
            Assert.Equal((42, "It is: locked"), await client.RequestErrorAsync("refuse"));
        }
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.OverSignalR), MemberType = typeof(ClientLibraries))]
    public async Task Request_ManyAtOnce_EachHasItsAnswer(ClientLibrary library)
    {
        var server = await StartRoomServerAsync();
        var client = await JoinAsync(server, library, "alice");

        var answers = await Task.WhenAll(Enumerable.Range(0, Many).Select(i => client.RequestAsync("echo", new { i })));

        for (var i = 0; i < Many; i++)
        {
            AssertJson(new { i }, answers[i]);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.OverSignalR), MemberType = typeof(ClientLibraries))]
    public async Task Request_ManyFromServer_EachHasItsAnswer(ClientLibrary library)
    {
        var server = await StartRoomServerAsync();
        await JoinAsync(server, library, "alice", new() { ["repeat"] = ClientAnswer.Echo });
        var alice = await GetPeerAsync(server, "alice");

        var answers = await Task.WhenAll(Enumerable.Range(1, Many).Select(i => alice.RequestAsync<int>("repeat", i))).DefaultTimeout();

        Assert.Equal(Enumerable.Range(1, Many), answers);
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.OverSignalR), MemberType = typeof(ClientLibraries))]
    public async Task Notify_AnyNumberOfParameters_HubGetsItOnce(ClientLibrary library)
    {
        var client = await JoinFormsHubAsync(library);

        for (var i = 0; i < 2; i++)
        {
            await client.NotifyAsync("notePing");
            Assert.Equal("ping", await _script.NextAsync());
            await client.NotifyAsync("note", $"{i}");
            Assert.Equal($"{i}", await _script.NextAsync());
        }
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.OverSignalR), MemberType = typeof(ClientLibraries))]
    public async Task Close_AfterNotifications_TheyArrive(ClientLibrary library)
    {
        var client = await JoinFormsHubAsync(library);
        await client.RequestAsync("note", "first");

        List<Task> sent = [.. Enumerable.Range(0, Many).Select(i => client.NotifyAsync("note", $"{i}")), client.CloseAsync()];

        Assert.Equal("first", await _script.NextAsync());
        for (var i = 0; i < Many; i++)
        {
            Assert.Equal($"{i}", await _script.NextAsync());
        }

        await Task.WhenAll(sent);
        await client.ExpectAsync("close");
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.OverSignalR), MemberType = typeof(ClientLibraries))]
    public async Task Close_HubHasNotReadTheNotifications_TheyArrive(ClientLibrary library)
    {
        var server = await StartFormsServerAsync();
        var client = await JoinAsync(server, library, "alice");
        await client.RequestAsync("note", "first");
        Assert.Equal("first", await _script.NextAsync());
        await client.NotifyAsync("hold");
        Assert.Equal("held", await _script.NextAsync());

        // A notification that the hub has read, one that it has not, and the close. Each arrives before the next ping is answered.
        var other = await JoinAsync(server, library, "bob");
        await client.NotifyAsync("note", "second");
        await ServeAsync(other);
        await client.NotifyAsync("note", "third");
        await ServeAsync(other);
        await client.CloseAsync();
        await client.ExpectAsync("close");
        await ServeAsync(other);

        _script.Release();
        Assert.Equal("second", await _script.NextAsync());
        Assert.Equal("third", await _script.NextAsync());
    }

    private static async Task ServeAsync(InteropClient client) => Assert.Equal("pong", (await client.RequestAsync("ping")).GetString());

    private static async Task ExpectFailuresAsync(InteropClient client)
    {
        for (var attempt = 1; attempt <= Retries + 1; attempt++)
        {
            Assert.Equal(new ClientEvent("failed", $"{attempt}"), await client.NextEventAsync());
        }

        await client.ExpectAsync("close");
    }

    private async Task<InteropClient> JoinFormsHubAsync(ClientLibrary library) => await JoinAsync(await StartFormsServerAsync(), library, "alice");

    private async Task<TestServer> StartFormsServerAsync()
    {
        return Own(await TestServer.StartAsync<FormsHub>(static signalR => signalR.AddProtoo(), builder =>
        {
            builder.Services.AddSingleton(_script);
            builder.Services.AddAuthorization();
        }));
    }
}
