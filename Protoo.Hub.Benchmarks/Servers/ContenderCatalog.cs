using Protoo.Benchmarks.Baselines.BareWebSocket;
using Protoo.Benchmarks.Baselines.PlainSignalR;
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
        new BaselineContender("bare", "bare WebSocket handler", "/", new ProtooDialect(), BareServer.Verb),
        new BaselineContender("bare-tuned", "bare WebSocket handler, tuned", "/", new ProtooDialect(), BareServer.Verb, isTuned: true),
        new BaselineContender("plain-signalr", "plain SignalR hub", "/hub", new SignalRDialect(), PlainSignalRServer.Verb),
        new BaselineContender("plain-signalr-tuned", "plain SignalR hub, tuned", "/hub", new SignalRDialect(), PlainSignalRServer.Verb, isTuned: true),
        new RoomServerContender("room-redis", "room server, Redis", "/protoo", new ProtooDialect(), new Topology(HasRedis: true)),
        new RoomServerContender(
            "room-redis-3", "3 room servers, Redis, rooms on all",
            "/protoo", new ProtooDialect(), new Topology(Instances: 3, HasRedis: true)),
        new RoomServerContender(
            "room-redis-3-local", "3 room servers, Redis, a room on one",
            "/protoo", new ProtooDialect(), new Topology(Instances: 3, HasRedis: true, KeepsRoomsTogether: true)),
    ];

    /// <summary>The keys of those that are one server each, with nothing beside it.</summary>
    public static IReadOnlyList<string> WithoutRedis { get; } =
        [.. All.Where(static contender => !contender.Topology.HasRedis).Select(static contender => contender.Key)];
}
