using System.Diagnostics;
using System.Globalization;
using Protoo.Benchmarks.Clients;

namespace Protoo.Benchmarks.Servers;

/// <summary>The original: protoo-server on Node.js.</summary>
/// <param name="key">The name on the command line.</param>
/// <param name="name">The name in the tables.</param>
internal sealed class ProtooServerContender(string key, string name) : Contender(key, name, "/", new ProtooDialect())
{
    private static string Folder { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "Baselines", "protoo-server");

    public override async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        if (await TryRunAsync("node", ["--version"], cancellationToken) is { } withoutNode)
        {
            return withoutNode;
        }

        // The packages include their native parts, so nothing is built.
        return Directory.Exists(System.IO.Path.Combine(Folder, "node_modules"))
            ? null
            : await TryRunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], cancellationToken);
    }

    public override ProcessStartInfo GetCommand(int port, int? redisPort)
    {
        return new ProcessStartInfo("node", ["--expose-gc", "server.mjs", $"{port}", .. Settings])
        {
            WorkingDirectory = Folder,
            Environment = { ["NODE_ENV"] = "production" },
        };
    }

    public override async Task<long> CollectAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var bytes = await http.GetStringAsync(new Uri($"http://{server.EndPoint}/collect"), cancellationToken);
        return long.Parse(bytes, CultureInfo.InvariantCulture);
    }

    private static Task<string?> TryRunAsync(string command, string[] arguments, CancellationToken cancellationToken)
    {
        return ChildProcess.TryRunAsync(new ProcessStartInfo(command, arguments) { WorkingDirectory = Folder }, cancellationToken);
    }
}
