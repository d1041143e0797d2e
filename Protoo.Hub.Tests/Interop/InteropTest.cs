using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Protoo.Server;

namespace Protoo.Tests.Interop;

/// <summary>Base of the interop tests: servers and clients end with the test, clients first.</summary>
public abstract class InteropTest(NodeProcess node) : IClassFixture<NodeProcess>, IAsyncLifetime
{
    // More than any test waits for.
    private const int Persistent = 1000;

    private static readonly string[] s_notifications = ["newPeer", "peerClosed", "peerData", "note"];

    private readonly Stack<TestServer> _servers = new();
    private readonly Stack<InteropClient> _clients = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        List<Exception> failures = [];
        foreach (var owned in _clients.Concat<IAsyncDisposable>(_servers))
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

    /// <summary>Starts a server with a hub that follows the script.</summary>
    private protected async Task<TestServer> StartScriptedServerAsync(
        HubScript script,
        bool detailedErrors = false,
        Uri? address = null,
        Action<WebApplication>? configureApp = null,
        Action<ProtooOptions>? configure = null)
    {
        return Own(await TestServer.StartAsync<ScriptedHub>(
            signalR => signalR.AddProtoo(configure).AddProtoo<ScriptedHub>().AddHubOptions<ScriptedHub>(options => options.EnableDetailedErrors = detailedErrors),
            builder =>
            {
                builder.Services.AddSingleton(script);
                if (address is not null)
                {
                    builder.WebHost.UseUrls(address.AbsoluteUri);
                }
            },
            configureApp));
    }

    /// <summary>Starts a client, which may be rejected.</summary>
    /// <param name="server">The server.</param>
    /// <param name="library">The library.</param>
    /// <param name="peerId">The peer.</param>
    /// <param name="answers">What it does with requests; notifications are only reported.</param>
    /// <param name="retries">How often it retries when it cannot connect or loses the connection.</param>
    /// <param name="token">The access token of a client over SignalR.</param>
    /// <param name="skipsNegotiation">Whether @microsoft/signalr skips negotiation.</param>
    /// <param name="url">Where it connects; null for the usual address of its kind.</param>
    private protected async Task<InteropClient> StartAsync(
        TestServer server,
        ClientLibrary library,
        string peerId,
        Dictionary<string, ClientAnswer>? answers = null,
        int retries = Persistent,
        string? token = null,
        bool skipsNegotiation = false,
        Uri? url = null)
    {
        url ??= library.IsNative() ? server.ProtooUrl(peerId) : server.HubUrl(peerId);
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
        await client.ConnectAsync(url, answers, retries, token, skipsNegotiation);
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

        // A client is open before it is a peer. Its requests are answered after that.
        if (server.Services.GetService<IRoomRegistry<RoomHub>>() is not null)
        {
            await client.RequestAsync("echo", new { });
        }

        return client;
    }

    /// <summary>Has a client of every library join under the library's name. Each is told of those that join later.</summary>
    private protected async Task<List<InteropClient>> JoinAllAsync(TestServer server, Dictionary<string, ClientAnswer>? answers = null)
    {
        List<InteropClient> clients = [];
        foreach (var library in ClientLibraries.Everyone)
        {
            var newcomer = await JoinAsync(server, library, library.ToString(), answers);
            foreach (var client in clients.Where(static client => client.Library.HasNotifications()))
            {
                AssertJson(new { peerId = library.ToString(), data = new { } }, await client.ReceiveAsync("newPeer"));
            }

            clients.Add(newcomer);
        }

        return clients;
    }

    /// <summary>Fails if a client has messages that the test has not received.</summary>
    private protected static async Task ExpectNothingElseAsync(TestServer server, InteropClient client, string peerId)
    {
        await (await GetPeerAsync(server, peerId)).NotifyAsync("note", new { last = peerId });
        AssertJson(new { last = peerId }, await client.ReceiveAsync("note"));
    }

    private protected static ValueTask<Room?> FindRoomAsync<THub>(TestServer server)
        where THub : Hub
    {
        return server.Services.GetRequiredService<IRoomRegistry<THub>>().GetRoomAsync("r");
    }

    private protected static async Task<Room> GetRoomAsync(TestServer server)
    {
        return await FindRoomAsync<RoomHub>(server) ?? throw new InvalidOperationException("The room has no peers.");
    }

    private protected static async Task<Peer> GetPeerAsync(TestServer server, string peerId)
    {
        return (await GetRoomAsync(server)).FindPeer(peerId) ?? throw new InvalidOperationException($"There is no peer {peerId}.");
    }

    private protected static void AssertJson(object expected, JsonElement actual)
    {
        var json = JsonSerializer.SerializeToElement(expected);
        Assert.True(JsonElement.DeepEquals(json, actual), $"Expected {json}, got {(actual.ValueKind == JsonValueKind.Undefined ? "nothing" : actual.GetRawText())}.");
    }

    private protected TestServer Own(TestServer server)
    {
        _servers.Push(server);
        return server;
    }

    private T Own<T>(T client)
        where T : InteropClient
    {
        _clients.Push(client);
        return client;
    }
}
