namespace Protoo.Benchmarks.Measuring;

/// <summary>All figures that are measured.</summary>
internal static class Columns
{
    public static Column Rate { get; } = Column.MedianAndQuartiles("messages/s", "N0");

    public static Column ServerCpuPerMessage { get; } = Column.MedianAndQuartiles("server CPU µs/message", "N2");

    public static Column ServerCpu { get; } = Column.Median("server CPU % of a core", "N0");

    /// <summary>In the first turn of the process, before it is warm.</summary>
    public static Column ColdServerCpuPerMessage { get; } = Column.Median("cold: server CPU µs/message", "N2");

    public static Column ColdServerCpuPerConnection { get; } = Column.Median("cold: server CPU µs/connection", "N0");

    public static Column ColdLatency99 { get; } = Column.Median("cold: p99 µs", "N0");

    /// <summary>0 if there is no Redis.</summary>
    public static Column RedisCpuPerMessage { get; } = Column.Median("Redis CPU µs/message", "N2");

    public static Column LatencyMedian { get; } = Column.Median("p50 µs", "N0");

    public static Column Latency99 { get; } = Column.Median("p99 µs", "N0");

    public static Column LatencyMaximum { get; } = Column.Median("max µs", "N0");

    public static Column Lost { get; } = Column.Sum("lost");

    public static Column Reordered { get; } = Column.Sum("reordered");

    public static Column RunnerCpuPerMessage { get; } = Column.Median("runner CPU µs/message", "N2");

    public static Column RunnerCpu { get; } = Column.Median("runner CPU % of a core", "N0");

    /// <summary>The load from everything else on the machine. If it is high, the other figures mean little.</summary>
    public static Column OtherCpu { get; } = Column.Median("others' CPU % of a core", "N0");

    public static Column MemoryBefore { get; } = Column.Median("MiB before", "N1");

    public static Column MemoryAfter { get; } = Column.Median("MiB after", "N1");

    public static Column MemoryPerConnection { get; } = Column.MedianAndQuartiles("KiB/connection", "N1");

    /// <summary>What a full collection leaves. Unlike resident memory it does not depend on when the collector has run.</summary>
    public static Column HeldPerConnection { get; } = Column.MedianAndQuartiles("KiB held/connection", "N2");

    public static Column Connections { get; } = Column.Median("connections", "N0");

    public static Column ConnectionRate { get; } = Column.MedianAndQuartiles("connections/s", "N0");

    public static Column ServerCpuPerConnection { get; } = Column.MedianAndQuartiles("server CPU µs/connection", "N0");

    public static Column RunnerCpuPerConnection { get; } = Column.Median("runner CPU µs/connection", "N0");

    /// <summary>Until all peers of a room are in and know of each other.</summary>
    public static Column JoinTime { get; } = Column.MedianAndQuartiles("s until all know all", "N2");

    public static Column ServerCpuPerAnnouncement { get; } = Column.MedianAndQuartiles("server CPU µs/announcement", "N2");

    public static Column Time { get; } = Column.Median("s", "N1");

    /// <summary>For a connection or a message.</summary>
    public static Column ServerCpuPerOperation { get; } = Column.MedianAndQuartiles("server CPU µs each", "N0");

    public static Column MemoryBeforeTalk { get; } = Column.Median("MiB before the talk", "N1");

    public static Column MemoryAfterTalk { get; } = Column.Median("MiB after the talk", "N1");

    public static Column MemoryGrowth { get; } = Column.Median("growth %", "N1");

    public static Column QuietLatencyMedian { get; } = Column.Median("p50 µs without", "N0");

    public static Column QuietLatency99 { get; } = Column.Median("p99 µs without", "N0");

    public static Column HostileLatencyMedian { get; } = Column.Median("p50 µs with", "N0");

    public static Column HostileLatency99 { get; } = Column.Median("p99 µs with", "N0");

    public static Column Latency99Added { get; } = Column.Median("p99 µs more", "N0");

    public static Column AttackerCpu { get; } = Column.Median("attacker CPU % of a core", "N0");

    public static IReadOnlyList<Column> OfLoad { get; } =
        [Rate, ServerCpuPerMessage, ServerCpu, RedisCpuPerMessage, LatencyMedian, Latency99, ColdServerCpuPerMessage, ColdLatency99, Lost, Reordered, RunnerCpuPerMessage, RunnerCpu, OtherCpu];

    public static IReadOnlyList<Column> OfIdle { get; } = [MemoryPerConnection, HeldPerConnection, MemoryBefore, MemoryAfter];

    public static IReadOnlyList<Column> OfConnecting { get; } =
        [ConnectionRate, ServerCpuPerConnection, ServerCpu, LatencyMedian, Latency99, ColdServerCpuPerConnection, ColdLatency99, RunnerCpuPerConnection, RunnerCpu, OtherCpu];

    public static IReadOnlyList<Column> OfJoining { get; } =
        [JoinTime, ServerCpuPerConnection, ServerCpuPerAnnouncement, ServerCpu, LatencyMedian, Latency99, RunnerCpuPerConnection, RunnerCpu, OtherCpu];

    public static IReadOnlyList<Column> OfColdStart { get; } = [Time, ServerCpuPerOperation, ServerCpu, LatencyMedian, Latency99, Lost, RunnerCpu, OtherCpu];

    public static IReadOnlyList<Column> OfAttacks { get; } =
    [
        QuietLatencyMedian, QuietLatency99, HostileLatencyMedian, HostileLatency99, Latency99Added, Lost, ServerCpu, AttackerCpu, OtherCpu, MemoryBefore, MemoryAfter,
    ];

    public static IReadOnlyList<Column> OfCrowd { get; } =
    [
        Connections, MemoryPerConnection, MemoryBefore, MemoryAfter, MemoryBeforeTalk, MemoryAfterTalk, MemoryGrowth,
        Rate, ServerCpuPerMessage, ServerCpu, LatencyMedian, Latency99, LatencyMaximum, Lost, RunnerCpu, OtherCpu,
    ];
}
