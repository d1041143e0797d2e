using Protoo.Benchmarks.Baselines.BareWebSocket;
using Protoo.Benchmarks.Baselines.Hubs;
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
        new RoomServerContender("room-limits", "room server, limits", "/protoo", new ProtooDialect()) { Settings = ["--Protoo:LimitsLoopback=true", "--Protoo:EnableCompression=true"] },
        new RoomServerContender("room-large", "room server, large rooms", "/protoo", new ProtooDialect()) { Settings = ["--Protoo:MaximumPeersPerRoom=100000"] },
        new RoomServerContender("room-takeover", "room server, takeover", "/protoo", new ProtooDialect()) { Settings = ["--Protoo:TakeOverConnections=true"] },
        new RoomServerContender("room-lean", "room server, lean", "/protoo", new ProtooDialect())
        {
            Settings = ["--Protoo:TakeOverConnections=true"],
            LargestYoungGeneration = "500000",
        },
        new RoomServerContender("room-native", "room server, native code", "/protoo", new ProtooDialect()) { IsNative = true },
        new RoomServerContender("room-metrics", "room server, metrics", "/protoo", new ProtooDialect()) { Settings = ["--Protoo:Metrics:Prometheus=true"] },
        new RoomServerContender("room-tokens", "room server, tokens", "/protoo", new TokenDialect()) { Settings = TokenDialect.ServerSettings },
        new ProtooServerContender("protoo-server", "protoo-server 4.0.8 (Node.js)"),
        new ProtooServerContender("protoo-server-announcing", "protoo-server 4.0.8 (Node.js), announcing peers") { Settings = ["announce"] },
        new BaselineContender("bare", "bare WebSocket handler", "/", new ProtooDialect(), BareServer.Verb),
        new BaselineContender("bare-tuned", "bare WebSocket handler, tuned", "/", new ProtooDialect(), BareServer.Verb, isTuned: true),
        new BaselineContender("plain-signalr", "plain SignalR hub", "/hub", new SignalRDialect(), PlainSignalRServer.Verb),
        new BaselineContender("plain-signalr-tuned", "plain SignalR hub, tuned", "/hub", new SignalRDialect(), PlainSignalRServer.Verb, isTuned: true),
        new BaselineContender("hub", "hub of an app", "/protoo", new ProtooDialect(), HubServer.Verb, isTuned: true) { Settings = [$"--{HubServer.HasState}=false"] },
        new BaselineContender("hub-state", "hub of an app, state", "/protoo", new ProtooDialect(), HubServer.Verb, isTuned: true) { Settings = [$"--{HubServer.HasState}=true"] },
        new BaselineContender("hub-turns", "hub of an app, one at a time", "/protoo", new ProtooDialect(), HubServer.Verb, isTuned: true) { Settings = [$"--{HubServer.RunsOneAtATime}=true"] },
        new RoomServerContender("room-redis", "room server, Redis", "/protoo", new ProtooDialect(), new Topology(HasRedis: true)),
        new RoomServerContender(
            "room-large-redis-3", "3 room servers, Redis, large rooms",
            "/protoo", new ProtooDialect(), new Topology(Instances: 3, HasRedis: true)) { Settings = ["--Protoo:MaximumPeersPerRoom=100000"] },
        new RoomServerContender(
            "room-redis-3", "3 room servers, Redis, rooms on all",
            "/protoo", new ProtooDialect(), new Topology(Instances: 3, HasRedis: true)),
        new RoomServerContender(
            "room-redis-3-local", "3 room servers, Redis, a room on one",
            "/protoo", new ProtooDialect(), new Topology(Instances: 3, HasRedis: true, KeepsRoomsTogether: true)),
        new BaselineContender(
            "bare-redis-3", "3 bare WebSocket handlers, Redis, rooms on all",
            "/", new ProtooDialect(), BareServer.Verb, topology: new Topology(Instances: 3, HasRedis: true)),
        new BaselineContender(
            "plain-signalr-redis-3", "3 plain SignalR hubs, Redis, rooms on all",
            "/hub", new SignalRDialect(), PlainSignalRServer.Verb, topology: new Topology(Instances: 3, HasRedis: true)),
        new RoomServerContender("other", "other build", "/protoo", new ProtooDialect()) { IsOtherBuild = true },
        new RoomServerContender("other-signalr", "other build, SignalR", "/hub", new SignalRDialect()) { IsOtherBuild = true },
        new RoomServerContender(
            "other-redis-3", "3 of the other build, Redis, rooms on all",
            "/protoo", new ProtooDialect(), new Topology(Instances: 3, HasRedis: true)) { IsOtherBuild = true },
    ];

    /// <summary>The keys of the contenders that consist of a single server and nothing else, as it is shipped.</summary>
    public static IReadOnlyList<string> WithoutRedis { get; } =
    [
        .. All.Where(static contender => !contender.Topology.HasRedis
                && contender is not (RoomServerContender { IsOtherBuild: true } or RoomServerContender { IsNative: true } or { Settings.Count: > 0 }))
            .Select(static contender => contender.Key),
    ];
}
