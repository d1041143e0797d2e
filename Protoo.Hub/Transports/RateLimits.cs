using System.Net;
using Microsoft.Extensions.Logging;

namespace Protoo.Transports;

/// <summary>How fast each client of a hub may send.</summary>
internal sealed partial class RateLimits(ProtooOptions options, ProtooMetrics metrics, TimeProvider timeProvider, ILogger logger)
{
    /// <summary>How long a client may be held back without a pause before it is closed.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private const int AtOnce = 10;

    public int MessagesPerSecond => options.MaximumMessagesPerSecond;

    public int BytesPerSecond => options.MaximumBytesPerSecond;

    /// <summary>How many messages may come at once. A tenth of a second's worth holds up nobody else, and fewer than 100 messages do not either.</summary>
    public int MessagesAtOnce => Math.Max(MessagesPerSecond / AtOnce, Math.Min(MessagesPerSecond, 100));

    /// <summary>How many bytes may come at once, as with <see cref="MessagesAtOnce"/>.</summary>
    public int BytesAtOnce => Math.Max(BytesPerSecond / AtOnce, Math.Min(BytesPerSecond, 256 * 1024));

    public TimeProvider TimeProvider => timeProvider;

    /// <summary>Whether the rate of a client at this address is limited.</summary>
    public bool AppliesTo(IPAddress? address) => options.LimitsLoopback || !ClientNetwork.IsLocal(address);

    /// <summary>Called when a client begins to be held back.</summary>
    public void OnHeld(string connectionId, IPAddress? address, string limit)
    {
        metrics.LimitHit(limit);
        Log.Held(logger, connectionId, address, limit);
    }

    /// <summary>Called when a client has been held back for too long, and is closed.</summary>
    public void OnTooLong(string connectionId, IPAddress? address, string limit)
    {
        Log.Closed(logger, connectionId, address, limit, LongestWait);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Connection {ConnectionId} from {Address} sends faster than {Limit} allows: its messages wait.", EventName = "Held")]
        public static partial void Held(ILogger logger, string connectionId, IPAddress? address, string limit);

        [LoggerMessage(2, LogLevel.Warning, "Closes connection {ConnectionId} from {Address}, which has sent faster than {Limit} allows for {Time}.", EventName = "Closed")]
        public static partial void Closed(ILogger logger, string connectionId, IPAddress? address, string limit, TimeSpan time);
    }
}
