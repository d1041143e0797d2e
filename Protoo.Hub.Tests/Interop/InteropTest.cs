using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Protoo.Server;

namespace Protoo.Tests.Interop;

/// <summary>What the interop tests share: servers and clients that end with the test, clients first.</summary>
public abstract class InteropTest(NodeProcess node) : IClassFixture<NodeProcess>, IAsyncLifetime
{
    // More than any test waits for.
    private const int Persistent = 1000;

    private static readonly string[] s_notifications = ["newPeer", "peerClosed", "peerData", "note"];

    private readonly Stack<IAsyncDisposable> _owned = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        List<Exception> failures = [];
        while (_owned.TryPop(out var owned))
        {
            try
            {
                await owned.DisposeAsync();
            }
            catch (Exception exception)
            {
                failures.Add(exception);
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }

    private protected async Task<TestServer> StartRoomServerAsync(params string[] settings) => Own(await TestServer.StartRoomServerAsync(settings));

    /// <summary>Starts a server with a hub that does what the script says.</summary>
    private protected async Task<TestServer> StartScriptedServerAsync(HubScript script, bool detailedErrors = false)
    {
        return Own(await TestServer.StartAsync<ScriptedHub>(
            signalR => signalR.AddProtoo<ScriptedHub>().AddHubOptions<ScriptedHub>(options => options.EnableDetailedErrors = detailedErrors),
            builder => builder.Services.AddSingleton(script)));
    }

    /// <summary>Starts a client, which need not get in.</summary>
    /// <param name="server">The server.</param>
    /// <param name="library">The library.</param>
    /// <param name="peerId">The peer.</param>
    /// <param name="answers">What it does with what it gets; notifications are only reported.</param>
    /// <param name="retries">How often it tries again when it does not get in, or loses the connection.</param>
    private protected async Task<InteropClient> StartAsync(
        TestServer server,
        ClientLibrary library,
        string peerId,
        Dictionary<string, ClientAnswer>? answers = null,
        int retries = Persistent)
    {
        var url = library.IsNative() ? server.ProtooUrl(peerId) : server.HubUrl(peerId);
        answers = new(answers ?? []);
        foreach (var notification in s_notifications)
        {
            answers.TryAdd(notification, ClientAnswer.None);
        }

        if (library == ClientLibrary.SignalRDotNet)
        {
            var dotNet = Own(new DotNetClient(url, answers, retries));
            dotNet.Start();
            return dotNet;
        }

        var client = Own(node.Add(library));
        await client.ConnectAsync(url, answers, retries);
        return client;
    }

    /// <summary>Starts a client, and waits until it is in its room.</summary>
    private protected async Task<InteropClient> JoinAsync(
        TestServer server,
        ClientLibrary library,
        string peerId,
        Dictionary<string, ClientAnswer>? answers = null,
        int retries = Persistent)
    {
        var client = await StartAsync(server, library, peerId, answers, retries);
        await client.ExpectAsync("open");

        // A client is open before the hub has made it a peer; what it asks is answered after that.
        if (server.Services.GetService<IRoomRegistry<RoomHub>>() is not null)
        {
            await client.RequestAsync("echo", new { });
        }

        return client;
    }

    /// <summary>Has a client of every library join, under the library's name.</summary>
    private protected async Task<List<InteropClient>> JoinAllAsync(TestServer server, Dictionary<string, ClientAnswer>? answers = null)
    {
        List<InteropClient> clients = [];
        foreach (var library in ClientLibraries.Everyone)
        {
            clients.Add(await JoinAsync(server, library, library.ToString(), answers));
        }

        return clients;
    }

    /// <summary>Waits until a client has got all that it was sent, and fails if there was anything that it was not asked about.</summary>
    private protected static async Task ExpectNothingElseAsync(Room room, InteropClient client, string peerId)
    {
        await room.NotifyAsync("note", new { marker = peerId }, to: [peerId]);
        AssertJson(new { marker = peerId }, await client.ReceiveAsync("note"));
    }

    private protected static async Task<Room> GetRoomAsync(TestServer server, string roomId = "r")
    {
        var room = await server.Services.GetRequiredService<IRoomRegistry<RoomHub>>().GetRoomAsync(roomId);
        return room ?? throw new InvalidOperationException($"There is no room {roomId}.");
    }

    private protected static async Task<Peer> GetPeerAsync(TestServer server, string peerId)
    {
        var peer = await (await GetRoomAsync(server)).GetPeerAsync(peerId);
        return peer ?? throw new InvalidOperationException($"There is no peer {peerId}.");
    }

    private protected static void AssertJson(object expected, JsonElement actual)
    {
        var json = JsonSerializer.SerializeToElement(expected);
        Assert.True(JsonElement.DeepEquals(json, actual), $"Expected {json}, got {(actual.ValueKind == JsonValueKind.Undefined ? "nothing" : actual.GetRawText())}.");
    }

    private protected T Own<T>(T owned)
        where T : IAsyncDisposable
    {
        _owned.Push(owned);
        return owned;
    }
}
