using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>All scenarios.</summary>
internal static class ScenarioCatalog
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new LoadScenario(
            "echo",
            "Echo: 50 connections, 1 request in flight each, 32 B",
            rooms: 5, peersPerRoom: 10, static () => new EchoLoop(connections: 50, inFlight: 1, payload: 32)),
        new LoadScenario(
            "echo-pipelined",
            "Echo, pipelined: 50 connections, 8 requests in flight each, 200 B",
            rooms: 5, peersPerRoom: 10, static () => new EchoLoop(connections: 50, inFlight: 8, payload: 200)),
        new LoadScenario(
            "notify-large",
            "Notify: 1 room of 100, 4 senders; a message is a delivery",
            rooms: 1, peersPerRoom: 100, static () => new NotifyLoop(rooms: 1, peersPerRoom: 100, sendersPerRoom: 4),
            servers: [.. ContenderCatalog.WithoutRedis, "room-redis-3", "bare-redis-3", "plain-signalr-redis-3"]),
        new LoadScenario(
            "notify-small",
            "Notify: 100 rooms of 10, 1 sender each; a message is a delivery",
            rooms: 100, peersPerRoom: 10, static () => new NotifyLoop(rooms: 100, peersPerRoom: 10, sendersPerRoom: 1)),
        new LoadScenario(
            "light",
            "Light load: echo at 5,000 requests/s in all over 50 connections, 32 B, latency from when a request was due",
            rooms: 5, peersPerRoom: 10, static () => new PacedEcho(connections: 50, requestsPerSecond: 5000, payload: 32)),
        new ConnectScenario(
            "connect",
            "Connect: 32 at a time, up to the answer of the first echo, each in a room of its own"),
        new JoinScenario(
            "join-large",
            "Join: one room, 32 peers at a time, each of whom is told of all who join later",
            sizes: [100, 500, 1000, 2000],
            servers: ["room-large", "protoo-server-announcing", "room-large-redis-3"]),
        new IdleScenario("idle", "Idle: 2,000 connections in rooms of 10, on top of a first 100", connections: 2000, connectionsHeld: 2000, peersPerRoom: 10),
        new IdleScenario("idle-5000", "Idle: 5,000 connections in rooms of 10, on top of a first 100", connections: 5000, connectionsHeld: 5000, peersPerRoom: 10),
        new IdleScenario("idle-19200", "Idle: 19,200 connections in rooms of 10, on top of a first 100", connections: 19_200, connectionsHeld: 200, peersPerRoom: 10),
        new CrowdScenario(
            "crowd",
            "Crowd: up to 20,000 connections in rooms of 10, of which 1 % talk: 5 echo requests/s each, 32 B, latency from when a request was due",
            connections: 20_000, peersPerRoom: 10, clientsPerTalker: 100, requestsPerTalker: 5,
            servers: ["room", "protoo-server", "bare"]),
        new ColdScenario(
            "cold",
            "Cold: from the start of the process, 5,000 connections in rooms of 10, 32 at a time, and then a minute of echo at 5,000 requests/s in all over 50 of them, 32 B, latency from when a request was due",
            connections: 5000, peersPerRoom: 10, clientsPerTalker: 100, requestsPerSecond: 5000,
            servers: ["room", "room-native", "protoo-server", "bare"]),
        new HostileScenario(
            "hostile",
            "Hostile: echo at 1,000 requests/s in all over 20 connections, 32 B, latency from when a request was due, without and with each attack",
            connections: 20, peersPerRoom: 5, requestsPerSecond: 1000,
            servers: ["room", "room-signalr", "room-limits"]),
    ];
}
