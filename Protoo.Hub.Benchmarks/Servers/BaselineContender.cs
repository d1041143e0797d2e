using System.Diagnostics;
using Protoo.Benchmarks.Baselines;
using Protoo.Benchmarks.Clients;

namespace Protoo.Benchmarks.Servers;

/// <summary>Shows what the platform costs without Protoo.Hub: a server within the runner's own program.</summary>
/// <param name="key">The name on the command line.</param>
/// <param name="name">The name in the tables.</param>
/// <param name="path">The endpoint.</param>
/// <param name="dialect">The dialect to speak to it.</param>
/// <param name="verb">The argument that makes the program run as this server.</param>
/// <param name="isTuned">Whether it has the room server's runtime settings; otherwise, it has those of every web app.</param>
/// <param name="topology">The number of servers; one alone by default.</param>
internal sealed class BaselineContender(string key, string name, string path, Dialect dialect, string verb, bool isTuned = false, Topology? topology = null)
    : Contender(key, name, path, dialect, topology)
{
    public override ProcessStartInfo GetCommand(int port, int? redisPort)
    {
        string[] server =
        [
            typeof(BaselineContender).Assembly.Location, verb,
            "--urls", $"http://127.0.0.1:{port}",
            $"--{InlineCompletions.Setting}", $"{isTuned}",
            $"--{Backplane.Setting}", GetRedisAddress(redisPort),
            .. Settings,
        ];
        if (isTuned)
        {
            var settings = System.IO.Path.Combine(AppContext.BaseDirectory, RoomServerContender.RuntimeSettings);
            return new ProcessStartInfo("dotnet", ["exec", "--runtimeconfig", settings, .. server]);
        }

        // The runner is a console app, which has a different garbage collector than a web app.
        return new ProcessStartInfo("dotnet", server)
        {
            Environment = { ["DOTNET_gcServer"] = "1", ["DOTNET_gcConcurrent"] = "1" },
        };
    }
}
