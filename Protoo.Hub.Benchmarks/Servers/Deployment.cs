using System.Net;

namespace Protoo.Benchmarks.Servers;

/// <summary>A running contender: its instances, and their Redis if it has one.</summary>
internal sealed class Deployment : IAsyncDisposable
{
    private readonly List<ServerProcess> _instances = [];
    private ServerProcess? _redis;

    private Deployment(Contender contender) => Contender = contender;

    public Contender Contender { get; }

    public IEnumerable<int> InstanceIds => _instances.Select(static instance => instance.Id);

    /// <summary>Empty if there is no Redis.</summary>
    public IEnumerable<int> RedisIds => _redis is null ? [] : [_redis.Id];

    /// <summary>Starts all processes, and completes once they are ready.</summary>
    public static async Task<Deployment> StartAsync(Contender contender, bool isPinned, CancellationToken cancellationToken)
    {
        var deployment = new Deployment(contender);
        try
        {
            await deployment.StartAsync(isPinned, cancellationToken);
            return deployment;
        }
        catch
        {
            await deployment.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns the endpoint that a client of a room connects to. Both are numbered from 0.</summary>
    public IPEndPoint GetEndPoint(int client, int room) => _instances[Contender.Topology.GetInstance(client, room)].EndPoint;

    /// <summary>Makes all instances collect their garbage.</summary>
    /// <returns>The bytes of the objects that survived.</returns>
    public async Task<long> CollectAsync(CancellationToken cancellationToken)
    {
        var bytes = 0L;
        foreach (var instance in _instances)
        {
            bytes += await Contender.CollectAsync(instance, cancellationToken);
        }

        return bytes;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances)
        {
            await instance.DisposeAsync();
        }

        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }
    }

    private async Task StartAsync(bool isPinned, CancellationToken cancellationToken)
    {
        if (Contender.Topology.HasRedis)
        {
            // Never pinned itself: Redis inherits the runner's core, if the runner has one, and leaves the servers theirs.
            _redis = await ServerProcess.StartAsync(Redis.GetCommand, readyPath: null, cancellationToken);
        }

        // Started one by one, because a port is free until a server listens on it.
        for (var i = 0; i < Contender.Topology.Instances; i++)
        {
            _instances.Add(await ServerProcess.StartAsync(
                port =>
                {
                    var command = Contender.GetCommand(port, _redis?.EndPoint.Port);
                    return isPinned ? Pinning.Pin(command) : command;
                },
                Contender.ReadyPath,
                cancellationToken));
        }
    }
}
