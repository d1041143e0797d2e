using System.Diagnostics;
using Protoo.Benchmarks.Clients;

namespace Protoo.Benchmarks.Servers;

/// <summary>Protoo.Hub.Server as it is shipped, but for its port.</summary>
internal sealed class RoomServerContender(string key, string name, string path, Dialect dialect) : Contender(key, name, path, dialect)
{
    public const string RuntimeSettings = "Protoo.Hub.Server.runtimeconfig.json";

    public override ProcessStartInfo GetCommand(int port)
    {
        return new ProcessStartInfo("dotnet", [System.IO.Path.Combine(AppContext.BaseDirectory, "Protoo.Hub.Server.dll"), "--urls", $"http://127.0.0.1:{port}"]);
    }
}
