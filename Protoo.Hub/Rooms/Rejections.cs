using System.Net;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Protoo.Transports;

namespace Protoo.Rooms;

/// <summary>Reports each rejected client to the operator: who it is, and why it was rejected.</summary>
internal sealed partial class Rejections(ProtooMetrics metrics, ILogger<Rejections> logger) : IDisposable
{
    private static readonly FixedWindowRateLimiterOptions s_lines = new() { PermitLimit = 100, Window = TimeSpan.FromMinutes(1) };

    // A client that comes again and again must not fill the log.
    private readonly PartitionedRateLimiter<IPAddress> _lines = PartitionedRateLimiter.Create<IPAddress, ClientNetwork>(
        static address => RateLimitPartition.GetFixedWindowLimiter(ClientNetwork.Of(address), static _ => s_lines));

    /// <param name="context">The HTTP request; null if unknown.</param>
    /// <param name="transport">The kind of client.</param>
    /// <param name="request">The request that the app was asked to decide on; null if it was not asked.</param>
    /// <param name="code">The code that the client gets.</param>
    /// <param name="reason">The reason, in words.</param>
    public void Report(HttpContext? context, PeerTransport transport, ConnectionRequest? request, int code, string reason)
    {
        metrics.ConnectionRejected(transport == PeerTransport.Native, code);
        var address = context?.Connection.RemoteIpAddress;
        if (logger.IsEnabled(LogLevel.Information) && MayLog(address))
        {
            Log.Rejected(
                logger,
                transport,
                address is null ? "-" : new IPEndPoint(address, context!.Connection.RemotePort).ToString(),
                InOneLine(request?.RoomId),
                InOneLine(request?.PeerId),
                InOneLine(FindUser(context?.User)),
                code,
                InOneLine(reason));
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

    private static string? FindUser(ClaimsPrincipal? user)
    {
        return user?.Identity is { IsAuthenticated: true } identity ? identity.Name ?? user.FindFirst(ClaimTypes.NameIdentifier)?.Value : null;
    }

    // Parts of it come from the client, which must not be able to write lines of its own into the log.
    internal static string InOneLine(string? text)
    {
        return text is null || !text.Any(IsBreak)
            ? text ?? "-"
            : string.Create(text.Length, text, static (line, text) =>
            {
                for (var i = 0; i < line.Length; i++)
                {
                    line[i] = IsBreak(text[i]) ? '?' : text[i];
                }
            });
    }

    private static bool IsBreak(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Rejected a {Transport} client from {RemoteEndPoint} (room {RoomId}, peer {PeerId}, user {User}): {Code} {Reason}", EventName = "Rejected")]
        public static partial void Rejected(ILogger logger, PeerTransport transport, string remoteEndPoint, string roomId, string peerId, string user, int code, string reason);

        [LoggerMessage(2, LogLevel.Information, "Rejects many clients from {Address}: for up to a minute, no more of them are logged.", EventName = "ManyRejected")]
        public static partial void TooMany(ILogger logger, IPAddress address);
    }
}
