namespace Protoo.Tests.ScaleOut;

/// <summary>A test with its own Redis, and instances in this process.</summary>
public abstract class InProcessClusterTest : IAsyncLifetime
{
    private readonly List<TestServer> _servers = [];
    private RedisServer? _redis;

    private protected IReadOnlyList<TestServer> Servers => _servers;

    private protected RedisServer Redis => _redis!;

    public virtual async Task InitializeAsync() => _redis = await RedisServer.StartAsync();

    public async Task DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }
    }

    /// <summary>Adds a server to stop after the test.</summary>
    private protected void Add(TestServer server) => _servers.Add(server);

    /// <summary>Starts instances of the room server.</summary>
    private protected async Task<IReadOnlyList<TestServer>> StartAsync(int count, params string[] settings)
    {
        for (var i = 0; i < count; i++)
        {
            Add(await TestServer.StartInstanceAsync(Redis.Port, settings));
        }

        return _servers;
    }

    /// <summary>Connects a peer to the room server, and waits until it has joined.</summary>
    private protected static async Task<ProtooTestClient> JoinAsync(TestServer server, string peerId, string roomId = "r")
    {
        var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl(peerId, roomId));
        await client.RequestAsync("echo");
        return client;
    }
}
