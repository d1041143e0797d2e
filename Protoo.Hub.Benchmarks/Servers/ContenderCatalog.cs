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
        new RoomServerContender("room-redis", "room server, Redis", "/protoo", new ProtooDialect(), new Topology(HasRedis: true)),
        new RoomServerContender(
            "room-redis-3", "3 room servers, Redis, rooms on all",
            "/protoo", new ProtooDialect(), new Topology(Instances: 3, HasRedis: true)),
        new RoomServerContender(
            "room-redis-3-local", "3 room servers, Redis, a room on one",
            "/protoo", new ProtooDialect(), new Topology(Instances: 3, HasRedis: true, KeepsRoomsTogether: true)),
    ];

    /// <summary>Those that are compared when none is named: one server each, with nothing beside it.</summary>
    public static IReadOnlyList<Contender> Default { get; } = [.. All.Where(static contender => !contender.Topology.HasRedis)];
}
