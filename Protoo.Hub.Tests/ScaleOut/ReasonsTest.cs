using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Protoo.Clustering.Redis;
using Protoo.Hosting;
using Protoo.Server;

namespace Protoo.Tests.ScaleOut;

/// <summary>A test of what the log and the health check say about Redis.</summary>
public abstract class ReasonsTest : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _toDispose = [];

    private protected FakeLogCollector Log { get; } = FakeLogCollector.From(LogLevel.Information);

    private protected IEnumerable<string> Reasons => Log.GetSnapshot()
        .Where(static entry => entry.Category == typeof(RedisFaults).FullName && entry.Level == LogLevel.Warning)
        .Select(static entry => entry.Message);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var disposable in _toDispose.AsEnumerable().Reverse())
        {
            await disposable.DisposeAsync();
        }
    }

    /// <summary>Starts a redis-server with settings as on its command line.</summary>
    private protected async Task<RedisServer> StartRedisAsync(params string[] settings)
    {
        var redis = await RedisServer.StartAsync([.. settings, "--tcp-keepalive", "60"]);
        _toDispose.Add(redis);
        return redis;
    }

    /// <summary>Starts the room server without waiting until it is an instance.</summary>
    private protected Task<TestServer> StartServerAsync(string connectionString, params string[] settings)
    {
        return StartServerAsync(connectionString, static _ => { }, settings);
    }

    /// <inheritdoc cref="StartServerAsync(string, string[])" />
    private protected async Task<TestServer> StartServerAsync(string connectionString, Action<IServiceCollection> configure, params string[] settings)
    {
        var server = await TestServer.StartRoomServerAsync(
            builder =>
            {
                builder.Logging.AddProvider(new FakeLoggerProvider(Log));
                configure(builder.Services);
            },
            [$"ConnectionStrings:Redis={connectionString}", .. settings]);

        // Those of the health check, and of SignalR's backplane.
        server.ExpectsErrors = true;
        _toDispose.Add(server);
        return server;
    }

    private protected Task WaitForReasonAsync(string text)
    {
        return Log.WaitForAsync(entry => entry.Category == typeof(RedisFaults).FullName && entry.Message.Contains(text, StringComparison.Ordinal));
    }

    private protected Task WaitForMembershipAsync() => Log.WaitForAsync(static entry => entry.Id.Name == "Joined");

    private protected static Task WaitForMembershipAsync(TestServer server)
    {
        return server.Services.GetRequiredService<RoomRegistry<RoomHub>>().Store.WaitUntilAvailableAsync(CancellationToken.None).DefaultTimeout();
    }

    private protected static async Task<string?> GetReadinessAsync(TestServer server)
    {
        var report = await server.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        return report.Entries.Values.Single().Description;
    }

    private protected static async Task ExecuteAsync(RedisServer redis, string command, params object[] arguments)
    {
        await using var connection = await redis.ConnectAsync();
        _ = await connection.GetDatabase().ExecuteAsync(command, arguments).DefaultTimeout();
    }
}
