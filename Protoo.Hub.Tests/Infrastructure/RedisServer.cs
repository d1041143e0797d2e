using StackExchange.Redis;

namespace Protoo.Tests.Infrastructure;

/// <summary>A Redis of its own for a test: a redis-server if there is one, else Garnet, which needs the .NET SDK only.</summary>
internal abstract class RedisServer(int port) : IAsyncDisposable
{
    public int Port { get; } = port;

    /// <param name="settings">Settings as on the command line of a redis-server, which Garnet does not have: <c>--cluster-enabled yes</c>.</param>
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

    /// <summary>Saves what the server holds.</summary>
    public abstract Task SaveAsync();

    /// <summary>Ends the server.</summary>
    public abstract Task StopAsync(RedisMemory memory = RedisMemory.Nothing);

    /// <summary>Starts the server again on its port, with what it remembers.</summary>
    public abstract Task StartAgainAsync();

    /// <summary>Stops the server from answering; connections stay.</summary>
    public abstract void Freeze();

    public abstract void Thaw();

    public abstract ValueTask DisposeAsync();
}
