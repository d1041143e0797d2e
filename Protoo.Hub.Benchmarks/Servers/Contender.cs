using System.Diagnostics;
using Protoo.Benchmarks.Clients;
using Protoo.Benchmarks.Measuring;

namespace Protoo.Benchmarks.Servers;

/// <summary>A kind of server, how many of them, and the way in which they are spoken to: a row of the tables.</summary>
internal abstract class Contender(string key, string name, string path, Dialect dialect, Topology? topology = null)
{
    /// <summary>Its name on the command line.</summary>
    public string Key { get; } = key;

    public string Name { get; } = name;

    /// <summary>The endpoint, without the query.</summary>
    public string Path { get; } = path;

    public Dialect Dialect { get; } = dialect;

    /// <summary>One server and nothing else, unless said otherwise.</summary>
    public Topology Topology { get; } = topology ?? new Topology();

    /// <summary>What answers 200 once a server is ready; null if it is ready when it listens.</summary>
    public virtual string? ReadyPath => null;

    /// <summary>Gets ready what must be there to start it.</summary>
    /// <returns>Null, or why it cannot take part.</returns>
    public virtual async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        return Topology.HasRedis ? await Redis.CheckAsync(cancellationToken) : null;
    }

    /// <summary>The command that serves on a port of loopback.</summary>
    /// <param name="port">The port.</param>
    /// <param name="redisPort">The port of the Redis, if the topology has one.</param>
    public abstract ProcessStartInfo GetCommand(int port, int? redisPort);

    /// <summary>Makes a server collect its garbage.</summary>
    /// <returns>The bytes of the objects that survived.</returns>
    public virtual Task<long> CollectAsync(ServerProcess server, CancellationToken cancellationToken) => LiveObjects.CollectAsync(server.Id, cancellationToken);

    /// <summary>The address of a Redis, as a setting of a server; empty where there is none.</summary>
    protected static string GetRedisAddress(int? redisPort) => redisPort is null ? string.Empty : $"127.0.0.1:{redisPort}";
}
