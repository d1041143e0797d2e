using System.Net;
using Microsoft.Extensions.Logging;

namespace Protoo.Clustering.Redis;

/// <summary>
/// Remembers why Redis cannot be used, and logs each reason once. A reason is logged again only after Redis was back or the reason was gone
/// for a while.
/// </summary>
internal sealed partial class RedisFaults(TimeProvider timeProvider, ILogger<RedisFaults> logger)
{
    private static readonly TimeSpan s_memory = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();

    // When each reason was last reported.
    private readonly Dictionary<string, long> _reasons = new(StringComparer.Ordinal);
    private volatile RedisFault? _latest;

    /// <summary>The latest fault since this process last joined the cluster; null if there is none.</summary>
    public RedisFault? Latest => _latest;

    /// <summary>Creates error 503, with the latest known cause.</summary>
    public ProtooException Unreachable() => new(503, IRoomRelay.Unreachable, _latest?.Exception);

    public void Report(Exception exception, EndPoint? endPoint = null)
    {
        if (RedisFault.Find(exception, endPoint) is not { } fault)
        {
            return;
        }

        bool isNew;
        lock (_gate)
        {
            _latest = fault;
            isNew = !_reasons.TryGetValue(fault.Reason, out var last) || timeProvider.GetElapsedTime(last) > s_memory;
            _reasons[fault.Reason] = timeProvider.GetTimestamp();
        }

        if (isNew)
        {
            Log.Failed(logger, fault.Reason);
        }
    }

    /// <summary>Forgets all reasons because Redis is back, so that each is logged again if it recurs.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _latest = null;
            _reasons.Clear();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Redis could not be used. {Reason}", EventName = "Failed")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
