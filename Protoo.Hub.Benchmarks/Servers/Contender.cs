using System.Diagnostics;
using Protoo.Benchmarks.Clients;
using Protoo.Benchmarks.Measuring;

namespace Protoo.Benchmarks.Servers;

/// <summary>A row of the tables: a kind of server, the number of servers, and the dialect to speak to them.</summary>
internal abstract class Contender(string key, string name, string path, Dialect dialect, Topology? topology = null)
{
    /// <summary>The name on the command line.</summary>
    public string Key { get; } = key;

    public string Name { get; } = name;

    /// <summary>The endpoint, without the query.</summary>
    public string Path { get; } = path;

    public Dialect Dialect { get; } = dialect;

    /// <summary>The processes; by default, one server and nothing else.</summary>
    public Topology Topology { get; } = topology ?? new Topology();

    /// <summary>The path that returns 200 once a server is ready; null if a server is ready when it listens.</summary>
    public virtual string? ReadyPath => null;

    /// <summary>Further arguments on its command line.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Prepares what is needed to start the contender.</summary>
    /// <returns>Null if it can take part; otherwise, why it cannot.</returns>
    public virtual async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        return Topology.HasRedis ? await Redis.CheckAsync(cancellationToken) : null;
    }

    /// <summary>Returns the command that serves on a loopback port.</summary>
    /// <param name="port">The port.</param>
    /// <param name="redisPort">The port of Redis, if the topology has one.</param>
    public abstract ProcessStartInfo GetCommand(int port, int? redisPort);

    /// <summary>Makes a server collect its garbage.</summary>
    /// <returns>The bytes of the objects that survived.</returns>
    public virtual Task<long> CollectAsync(ServerProcess server, CancellationToken cancellationToken) => LiveObjects.CollectAsync(server.Id, cancellationToken);

    /// <summary>Returns the address of Redis, as a server setting; empty if there is none.</summary>
    protected static string GetRedisAddress(int? redisPort) => redisPort is null ? string.Empty : $"127.0.0.1:{redisPort}";
}
