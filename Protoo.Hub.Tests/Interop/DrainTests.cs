using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Tests.Interop;

public sealed class DrainTests(NodeProcess node) : InteropTest(node)
{
    private const int Attempts = 5;

    [SkippableFact]
    public async Task Stop_NativeClients_ComeBackToTheNextServer()
    {
        await ExpectReturnOfAllAsync(ClientLibraries.Everyone.Where(ClientLibraries.IsNative));
    }

    [SkippableFact]
    public async Task Stop_SignalRClients_ComeBackToTheNextServer()
    {
        await ExpectReturnOfAllAsync(ClientLibraries.Everyone.Where(static library => !library.IsNative()));
    }

    /// <summary>A client that comes back at once finds the server that it was sent away from, which still waits for others.</summary>
    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.All), MemberType = typeof(ClientLibraries))]
    public async Task Stop_ServerStillWaitsForOthers_ClientTriesAgain(ClientLibrary library)
    {
        var attempts = new RequestCounter("alice", Attempts);
        var script = new HubScript();
        var server = Own(await TestServer.StartAsync<ScriptedHub>(
            static signalR => signalR.AddProtoo(static options => options.DrainTime = options.CloseTimeout = TimeSpan.FromMinutes(1)).AddProtoo<ScriptedHub>(),
            builder => builder.Services.AddSingleton(script),
            app => app.Use(attempts.CountAsync)));
        var alice = await JoinAsync(server, library, "alice");
        Assert.Equal("joined alice", await script.NextAsync());
        using var silent = new ClientWebSocket();
        silent.Options.AddSubProtocol("protoo");
        await silent.ConnectAsync(server.ProtooUrl("silent"), CancellationToken.None).DefaultTimeout();
        Assert.Equal("joined silent", await script.NextAsync());
        var address = server.Http;

        // StopAsync does not return while the server drains, and that lasts for as long as the silent client does not say goodbye.
        attempts.Start();
        var stopping = Task.Run(server.StopAsync);
        await alice.ExpectAsync("disconnected");
        var next = alice.NextEventAsync();
        await Task.WhenAny(attempts.Reached, next).DefaultTimeout();
        silent.Abort();
        await stopping.DefaultTimeout();
        await StartRoomServerAsync($"urls={address}");

        while ((await next).Name == "failed")
        {
            next = alice.NextEventAsync();
        }

        Assert.Equal(new ClientEvent("open"), await next);
        AssertJson(1, await alice.RequestAsync("echo", 1));
    }

    private async Task ExpectReturnOfAllAsync(IEnumerable<ClientLibrary> libraries)
    {
        var server = await StartRoomServerAsync();
        List<InteropClient> clients = [];
        foreach (var library in libraries)
        {
            clients.Add(await JoinAsync(server, library, library.ToString()));
        }

        var address = server.Http;
        await server.StopAsync().DefaultTimeout();
        await StartRoomServerAsync($"urls={address}");

        foreach (var client in clients)
        {
            await client.ExpectReturnAsync();
            AssertJson(1, await client.RequestAsync("echo", 1));
        }
    }
}
