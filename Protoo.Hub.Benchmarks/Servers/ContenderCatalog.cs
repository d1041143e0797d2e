using Protoo.Benchmarks.Clients;

namespace Protoo.Benchmarks.Servers;

/// <summary>All servers that are compared.</summary>
internal static class ContenderCatalog
{
    public static IReadOnlyList<Contender> All { get; } =
    [
        new RoomServerContender("room", "room server", "/protoo", new ProtooDialect()),
        new RoomServerContender("room-signalr", "room server, SignalR", "/hub", new SignalRDialect()),
        new ProtooServerContender(),
        new PlainSignalRContender(),
    ];
}
