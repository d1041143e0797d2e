using Protoo.Benchmarks.Attacks;
using Protoo.Benchmarks.Measuring;

namespace Protoo.Benchmarks.Targets;

/// <summary>All targets.</summary>
internal static class TargetCatalog
{
    public static IReadOnlyList<Target> All { get; } =
    [
        .. Compare("room", "protoo-server", Columns.ServerCpuPerMessage,
            ("echo", 0.75), ("echo-pipelined", 0.33), ("notify-large", 0.80), ("notify-small", 0.80), ("light", 1.0)),
        .. Compare("room", "protoo-server", Columns.ServerCpuPerConnection, ("connect", 0.6)),
        .. Compare("room", "protoo-server", Columns.MemoryPerConnection, ("idle", 0.7)),
        .. Compare("room-lean", "protoo-server", Columns.MemoryPerConnection, ("idle-19200", 1.1)),
        .. Compare("room-takeover", "bare", Columns.MemoryPerConnection, ("idle-5000", 1.0)),
        .. Compare("room", "protoo-server", Columns.Latency99,
            ("echo", 1.0), ("echo-pipelined", 1.0), ("notify-large", 1.0), ("notify-small", 1.0), ("light", 1.0), ("connect", 1.0), ("crowd", null)),

        .. Compare("room", "bare", Columns.ServerCpuPerMessage,
            ("echo", 1.1), ("echo-pipelined", 1.4), ("notify-large", 1.05), ("notify-small", 1.05), ("light", null)),
        .. Compare("room", "bare-tuned", Columns.ServerCpuPerMessage,
            ("echo", null), ("echo-pipelined", null), ("notify-large", null), ("notify-small", null), ("light", null)),

        .. CompareSignalR("plain-signalr", 1.05),
        .. CompareSignalR("plain-signalr-tuned", 1.05),

        .. Compare("room-redis-3", "room", Columns.ServerCpuPerMessage, ("notify-large", 1.3)),
        .. Compare("bare-redis-3", "bare", Columns.ServerCpuPerMessage, ("notify-large", null)),
        .. Compare("plain-signalr-redis-3", "plain-signalr", Columns.ServerCpuPerMessage, ("notify-large", null)),
        .. Compare("room-redis-3", "bare-redis-3", Columns.ServerCpuPerMessage, ("notify-large", null)),
        .. Compare("room-redis-3", "plain-signalr-redis-3", Columns.ServerCpuPerMessage, ("notify-large", null)),

        .. Compare("room", "other", Columns.ServerCpuPerMessage,
            ("echo", null), ("echo-pipelined", null), ("notify-large", null), ("notify-small", null), ("light", null)),
        .. Compare("room", "other", Columns.ServerCpuPerConnection, ("connect", null)),
        .. Compare("room", "other", Columns.MemoryPerConnection, ("idle", null)),
        .. Compare("room", "other", Columns.HeldPerConnection, ("idle", null)),
        .. Compare("room-signalr", "other-signalr", Columns.ServerCpuPerMessage,
            ("echo", null), ("echo-pipelined", null), ("notify-large", null), ("notify-small", null), ("light", null)),
        .. Compare("room-redis-3", "other-redis-3", Columns.ServerCpuPerMessage, ("notify-large", null), ("notify-small", null)),

        new("join-large", Columns.ServerCpuPerAnnouncement, "room-large", "protoo-server-announcing", 0.15, "2,000 peers"),

        .. new[] { "connect", "echo, s 0 to 5" }.SelectMany(static part => new Target[]
        {
            new("cold", Columns.ServerCpuPerOperation, "room", "protoo-server", 0.7, part),
            new("cold", Columns.Latency99, "room", "protoo-server", 1, part),
            new("cold", Columns.ServerCpuPerOperation, "room-native", "protoo-server", 0.7, part),
            new("cold", Columns.Latency99, "room-native", "protoo-server", 1, part),
        }),

        new("crowd", Columns.Latency99, "room", Baseline: null, 20_000),
        new("crowd", Columns.MemoryGrowth, "room", Baseline: null, 1),

        .. new[] { "room", "room-signalr", "room-limits" }.SelectMany(static server => AttackCatalog.All.Keys.Select(attack =>
            new Target("hostile", Columns.Latency99Added, server, Baseline: null, 50_000, attack))),
    ];

    private static IEnumerable<Target> CompareSignalR(string baseline, double? limit)
    {
        const string Server = "room-signalr";
        return
        [
            .. Compare(Server, baseline, Columns.ServerCpuPerMessage,
                ("echo", limit), ("echo-pipelined", limit), ("notify-large", limit), ("notify-small", limit), ("light", limit)),
            .. Compare(Server, baseline, Columns.ServerCpuPerConnection, ("connect", limit)),
            .. Compare(Server, baseline, Columns.MemoryPerConnection, ("idle", limit)),
        ];
    }

    private static IEnumerable<Target> Compare(string server, string baseline, Column column, params (string Scenario, double? Limit)[] rows)
    {
        return rows.Select(row => new Target(row.Scenario, column, server, baseline, row.Limit));
    }
}
