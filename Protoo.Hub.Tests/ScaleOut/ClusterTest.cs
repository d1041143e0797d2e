using System.Net;

namespace Protoo.Tests.ScaleOut;

/// <summary>A test with its own Redis, and room servers in separate processes.</summary>
public abstract class ClusterTest : IAsyncLifetime
{
    private readonly List<ServerProcess> _servers = [];
    private RedisServer? _redis;

    private protected RedisServer Redis => _redis!;

    public async Task InitializeAsync() => _redis = await RedisServer.StartAsync();

    public async Task DisposeAsync()
    {
        try
        {
            // Disposes all of them, even if one fails the test.
            await Task.WhenAll(_servers.Select(static server => server.DisposeAsync().AsTask()));
        }
        finally
        {
            if (_redis is not null)
            {
                await _redis.DisposeAsync();
            }
        }
    }

    /// <summary>Starts instances, and waits until they are ready.</summary>
    private protected async Task<ServerProcess[]> StartAsync(int count, params string[] settings)
    {
        var servers = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => StartOneAsync(Redis.Port, settings)));
        await WaitForReadinessAsync(servers, HttpStatusCode.OK);
        return servers;
    }

    /// <summary>Waits until the readiness check of every instance has a status.</summary>
    private protected static Task WaitForReadinessAsync(IEnumerable<ServerProcess> servers, HttpStatusCode status)
    {
        return Task.WhenAll(servers.Select(server => server.WaitForReadinessAsync(status)));
    }

    /// <summary>Starts an instance without waiting for Redis.</summary>
    private protected async Task<ServerProcess> StartOneAsync(int redisPort, params string[] settings)
    {
        var server = await ServerProcess.StartAsync([$"ConnectionStrings:Redis=127.0.0.1:{redisPort}", .. settings]);
        lock (_servers)
        {
            _servers.Add(server);
        }

        return server;
    }

    /// <summary>Connects a peer, and waits until it has joined.</summary>
    private protected static async Task<ProtooTestClient> JoinAsync(ServerProcess server, string peerId, string roomId = "r")
    {
        var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl(peerId, roomId));
        client.OnRequest = static request => ProtooTestClient.ResponseTo(request, $$"""
            "ok":true,"data":{{request.GetProperty("data").GetRawText()}}
            """);
        await client.RequestAsync("echo");
        return client;
    }

    /// <summary>Receives this many notifications, sorted: <c>newPeer a</c>. Skips requests.</summary>
    private protected static async Task<string[]> ReceiveAsync(ProtooTestClient client, int count)
    {
        var announcements = new List<string>();
        while (announcements.Count < count)
        {
            var message = await client.ReceiveNextAsync();
            if (message.TryGetProperty("request", out _))
            {
                continue;
            }

            announcements.Add($"{message.GetProperty("method").GetString()} {message.GetProperty("data").GetProperty("peerId").GetString()}");
        }

        return [.. announcements.Order(StringComparer.Ordinal)];
    }

    /// <summary>Asserts that no notification was received: one sent before the answer to the request here would have come first.</summary>
    private protected static async Task AssertQuietAsync(ProtooTestClient client)
    {
        await client.RequestAsync("echo");
        while (client.Received.TryRead(out var message))
        {
            Assert.False(message.TryGetProperty("notification", out _), message.GetRawText());
        }
    }

    private protected static async Task<string[]> GetPeersAsync(ProtooTestClient client)
    {
        var answer = await client.RequestAsync("getPeers");
        return [.. answer.GetProperty("peers").EnumerateArray().Select(static peer => peer.GetProperty("peerId").GetString()!)];
    }

    /// <summary>Asserts that a request reaches a peer.</summary>
    private protected static async Task AssertReachesAsync(ProtooTestClient client, string peerId)
    {
        var answer = await client.RequestAsync("request", $$"""{"peerId":"{{peerId}}","method":"ask","data":7}""");
        Assert.Equal(7, answer.GetProperty("data").GetInt32());
    }
}
