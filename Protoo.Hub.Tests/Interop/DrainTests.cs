using Microsoft.AspNetCore.Builder;

namespace Protoo.Tests.Interop;

public sealed class DrainTests(NodeProcess node) : InteropTest(node)
{
    // Each reconnect attempt takes one request, and gets 503.
    private const int Requests = 4;

    [SkippableFact]
    public async Task Stop_NativeClients_ComeBackToTheNextServer()
    {
        await ExpectReturnOfAllAsync(ClientLibraries.Everyone.Where(ClientLibraries.IsNative));
    }

    [SkippableFact]
    public async Task Stop_SignalRClients_ComeBackToTheNextServer()
    {
        await ExpectReturnOfAllAsync(ClientLibraries.Everyone.Where(static library => !library.HasPeer()));
    }

    [SkippableFact]
    public async Task Stop_ClientsOverSignalR_ComeBackToTheNextServer()
    {
        await ExpectReturnOfAllAsync(ClientLibraries.Everyone.Where(ClientLibraries.IsOverSignalR));
    }

    /// <summary>A client that reconnects at once finds the same server, which still waits for others.</summary>
    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.All), MemberType = typeof(ClientLibraries))]
    public async Task Stop_ServerStillWaitsForOthers_ClientTriesAgain(ClientLibrary library)
    {
        var requests = new RequestCounter("alice", Requests);
        var release = new TaskCompletionSource();
        var script = new HubScript { OnPeerClosed = peerId => peerId == "slow" ? release.Task : Task.CompletedTask };
        var server = await StartScriptedServerAsync(
            script,
            configureApp: app => app.Use(requests.CountAsync),
            configure: static options => options.DrainTime = TimeSpan.FromMinutes(1));
        var alice = await JoinAsync(server, library, "alice");
        Assert.Equal("joined alice", await script.NextAsync());
        await JoinAsync(server, ClientLibrary.ProtooClient4, "slow", retries: 0);
        Assert.Equal("joined slow", await script.NextAsync());
        var address = server.Http;

        // StopAsync does not return while the server drains, and that lasts until the app is done with the slow peer.
        requests.Start();
        var stopping = Task.Run(server.StopAsync);
        await alice.ExpectAsync("disconnected");
        var closing = alice.UntilClosedAsync();
        await Task.WhenAny(requests.Reached, closing).DefaultTimeout();
        release.SetResult();
        await stopping.DefaultTimeout();

        await ExpectAtNextServerAsync(address, ["alice"], [closing]);
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

        foreach (var client in clients)
        {
            await client.ExpectAsync("disconnected");
        }

        await ExpectAtNextServerAsync(
            address,
            [.. clients.Select(static client => client.Library.ToString())],
            [.. clients.Select(static client => client.UntilClosedAsync())]);
    }

    private async Task ExpectAtNextServerAsync(Uri address, HashSet<string> peerIds, Task<ClientEvent>[] closing)
    {
        var script = new HubScript();
        await StartScriptedServerAsync(script, address: address);
        while (peerIds.Count > 0)
        {
            var next = script.NextAsync();
            var first = await Task.WhenAny([next, .. closing]);
            Assert.True(first == next, $"A client gave up: {(first as Task<ClientEvent>)?.Result}");
            peerIds.Remove((await next)["joined ".Length..]);
        }
    }
}
