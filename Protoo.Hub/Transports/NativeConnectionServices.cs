using Microsoft.Extensions.Logging;

namespace Protoo.Transports;

/// <summary>What the native connections of a hub share.</summary>
internal sealed class NativeConnectionServices
{
    public required ProtooOptions Options { get; init; }

    public required RateLimits Rates { get; init; }

    /// <summary>Whether SignalR still waits for the result of an invocation.</summary>
    public required Func<string, bool> IsPending { get; init; }

    /// <summary>Who is told of the messages; null if the hub has no rooms.</summary>
    public required INativeTraffic? Traffic { get; init; }

    /// <summary>Called when a connection has ended.</summary>
    public required Action<ProtooConnectionContext> OnEnded { get; init; }

    public required ProtooMetrics Metrics { get; init; }

    public required TimeProvider TimeProvider { get; init; }

    public required ILogger Logger { get; init; }
}
