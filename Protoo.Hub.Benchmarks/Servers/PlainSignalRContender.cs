using System.Diagnostics;
using Protoo.Benchmarks.Baselines.PlainSignalR;
using Protoo.Benchmarks.Clients;

namespace Protoo.Benchmarks.Servers;

/// <summary>What SignalR alone costs.</summary>
internal sealed class PlainSignalRContender() : Contender("plain-signalr", "plain SignalR hub", "/hub", new SignalRDialect())
{
    public override ProcessStartInfo GetCommand(int port, int? redisPort)
    {
        // With the runtime settings of the room server, for the garbage collector of a console app is another one.
        return new ProcessStartInfo("dotnet",
        [
            "exec",
            "--runtimeconfig", System.IO.Path.Combine(AppContext.BaseDirectory, RoomServerContender.RuntimeSettings),
            typeof(PlainSignalRContender).Assembly.Location,
            PlainSignalRServer.Verb,
            "--urls", $"http://127.0.0.1:{port}",
        ]);
    }
}
