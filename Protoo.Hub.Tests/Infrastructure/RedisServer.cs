using StackExchange.Redis;

namespace Protoo.Tests.Infrastructure;

/// <summary>A Redis for one test: redis-server if installed, else Garnet, which needs only the .NET SDK.</summary>
internal abstract class RedisServer(int port) : IAsyncDisposable
{
    public int Port { get; } = port;

    /// <param name="settings">Settings as on the command line of redis-server: <c>--cluster-enabled yes</c>. Garnet has none.</param>
    public static async Task<RedisServer> StartAsync(params string[] settings)
    {
        const string Program = "redis-server";
        var program = settings.Length > 0 ? Requirement.Program(Program) : Requirement.ProgramWithSubstitute(Program);
        return program is null ? EmbeddedGarnet.Start() : await RedisProcess.StartAsync(program, settings);
    }

    public async Task<IConnectionMultiplexer> ConnectAsync()
    {
        return await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{Port},allowAdmin=true").DefaultTimeout();
    }

    /// <summary>Saves the server's data.</summary>
    public abstract Task SaveAsync();

    public abstract Task StopAsync(RedisMemory memory = RedisMemory.Nothing);

    /// <summary>Restarts the server on its port, with the data it still has.</summary>
    public abstract Task StartAgainAsync();

    /// <summary>Stops the server from answering; connections stay.</summary>
    public abstract void Freeze();

    public abstract void Thaw();

    public abstract ValueTask DisposeAsync();
}
