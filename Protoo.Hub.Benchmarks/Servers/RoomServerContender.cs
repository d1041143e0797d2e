using System.Diagnostics;
using Protoo.Benchmarks.Clients;

namespace Protoo.Benchmarks.Servers;

/// <summary>Protoo.Hub.Server as it is shipped, but for its port and its Redis.</summary>
internal sealed class RoomServerContender(string key, string name, string path, Dialect dialect, Topology? topology = null)
    : Contender(key, name, path, dialect, topology)
{
    public const string RuntimeSettings = "Protoo.Hub.Server.runtimeconfig.json";

    // With Redis an instance listens before it is part of the cluster.
    public override string ReadyPath => "/healthz/ready";

    public override async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        return Topology.HasRedis ? await Redis.CheckAsync(cancellationToken) : null;
    }

    public override ProcessStartInfo GetCommand(int port, int? redisPort)
    {
        return new ProcessStartInfo("dotnet",
        [
            System.IO.Path.Combine(AppContext.BaseDirectory, "Protoo.Hub.Server.dll"),
            "--urls", $"http://127.0.0.1:{port}",
            $"--ConnectionStrings:Redis={(redisPort is null ? string.Empty : $"127.0.0.1:{redisPort}")}",
        ]);
    }
}
