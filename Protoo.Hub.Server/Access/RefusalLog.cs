using System.Net;
using System.Threading.RateLimiting;

namespace Protoo.Server.Access;

/// <summary>Logs one line for each request that is refused before it reaches a hub. The line has no query, which may contain a token.</summary>
internal sealed partial class RefusalLog(ILogger<RefusalLog> logger) : IDisposable
{
    private const int Longest = 200;

    private static readonly FixedWindowRateLimiterOptions s_lines = new() { PermitLimit = 100, Window = TimeSpan.FromMinutes(1) };

    // A client that comes again and again must not fill the log.
    private readonly PartitionedRateLimiter<IPAddress> _lines = PartitionedRateLimiter.Create<IPAddress, IPAddress>(
        static address => RateLimitPartition.GetFixedWindowLimiter(ClientAddress.NetworkOf(address), static _ => s_lines));

    public void Report(HttpContext context, int code, string reason)
    {
        if (logger.IsEnabled(LogLevel.Information) && MayLog(context.Connection.RemoteIpAddress))
        {
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "-";
            var remote = context.Connection is { RemoteIpAddress: { } address, RemotePort: var port } ? new IPEndPoint(address, port).ToString() : "-";
            Log.Refused(logger, remote, route, code, InOneLine(reason));
        }
    }

    public void Dispose() => _lines.Dispose();

    private bool MayLog(IPAddress? address)
    {
        if (address is null)
        {
            return true;
        }

        using var lease = _lines.AttemptAcquire(address);
        if (lease.IsAcquired && _lines.GetStatistics(address) is { CurrentAvailablePermits: 0 })
        {
            Log.TooMany(logger, address);
        }

        return lease.IsAcquired;
    }

    // Parts of the text come from the client, which must not be able to start a new line.
    private static string InOneLine(string text)
    {
        return string.Concat(text.Take(Longest).Select(static letter => char.IsControl(letter) || letter is '\u2028' or '\u2029' ? '?' : letter));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Refused a client from {RemoteEndPoint} at {Route}: {Code} {Reason}", EventName = "Refused")]
        public static partial void Refused(ILogger logger, string remoteEndPoint, string route, int code, string reason);

        [LoggerMessage(2, LogLevel.Information, "Refuses many clients from {Address}: for up to a minute, no more of them are logged.", EventName = "ManyRefused")]
        public static partial void TooMany(ILogger logger, IPAddress address);
    }
}
