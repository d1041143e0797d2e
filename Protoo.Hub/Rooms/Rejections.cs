using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Protoo.Rooms;

/// <summary>Tells the operator of each client that is not let in: who it is, and why.</summary>
internal sealed partial class Rejections(ProtooMetrics metrics, ILogger<Rejections> logger)
{
    /// <param name="context">The HTTP request; null if it is not known.</param>
    /// <param name="transport">The kind of client.</param>
    /// <param name="request">What the app was asked; null if it was not.</param>
    /// <param name="code">What the client is told.</param>
    /// <param name="reason">Why, in words.</param>
    public void Report(HttpContext? context, PeerTransport transport, ConnectionRequest? request, int code, string reason)
    {
        metrics.ConnectionRejected(code);
        if (logger.IsEnabled(LogLevel.Information))
        {
            Log.Rejected(
                logger,
                transport,
                context?.Connection is { RemoteIpAddress: { } address, RemotePort: var port } ? new IPEndPoint(address, port).ToString() : "-",
                InOneLine(request?.RoomId),
                InOneLine(request?.PeerId),
                InOneLine(FindUser(context?.User)),
                code,
                InOneLine(reason));
        }
    }

    private static string? FindUser(ClaimsPrincipal? user)
    {
        return user?.Identity is { IsAuthenticated: true } identity ? identity.Name ?? user.FindFirst(ClaimTypes.NameIdentifier)?.Value : null;
    }

    // Some of it is the client's, which is not to write lines of its own into the log.
    private static string InOneLine(string? text)
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
    }
}
