using System.Diagnostics;
using Protoo.Benchmarks.Baselines;
using Protoo.Benchmarks.Clients;

namespace Protoo.Benchmarks.Servers;

/// <summary>What the platform costs without us: a server within the runner's own program.</summary>
/// <param name="key">Its name on the command line.</param>
/// <param name="name">Its name in the tables.</param>
/// <param name="path">The endpoint.</param>
/// <param name="dialect">How it is spoken to.</param>
/// <param name="verb">The argument that makes the program this server.</param>
/// <param name="isTuned">Whether it has the room server's settings of the runtime; otherwise those that every web app has.</param>
/// <param name="topology">How many there are; one alone by default.</param>
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
        ];
        if (isTuned)
        {
            var settings = System.IO.Path.Combine(AppContext.BaseDirectory, RoomServerContender.RuntimeSettings);
            return new ProcessStartInfo("dotnet", ["exec", "--runtimeconfig", settings, .. server]);
        }

        // The runner is a console app, whose garbage collector is another one than a web app's.
        return new ProcessStartInfo("dotnet", server)
        {
            Environment = { ["DOTNET_gcServer"] = "1", ["DOTNET_gcConcurrent"] = "1" },
        };
    }
}
