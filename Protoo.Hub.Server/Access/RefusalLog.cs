using System.Net;

namespace Protoo.Server.Access;

/// <summary>
/// Tells the operator who was refused before a hub heard of it, and why, in one line. Queries are not told: a token may be in them.
/// </summary>
internal sealed partial class RefusalLog(ILogger<RefusalLog> logger)
{
    private const int Longest = 200;

    public void Report(HttpContext context, int code, string reason)
    {
        if (logger.IsEnabled(LogLevel.Information))
        {
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "-";
            var remote = context.Connection is { RemoteIpAddress: { } address, RemotePort: var port } ? new IPEndPoint(address, port).ToString() : "-";
            Log.Refused(logger, remote, route, code, InOneLine(reason));
        }
    }

    // Parts of it come from the client, which must not write lines of its own.
    private static string InOneLine(string text)
    {
        return string.Concat(text.Take(Longest).Select(static letter => char.IsControl(letter) || letter is '\u2028' or '\u2029' ? '?' : letter));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Refused a client from {RemoteEndPoint} at {Route}: {Code} {Reason}", EventName = "Refused")]
        public static partial void Refused(ILogger logger, string remoteEndPoint, string route, int code, string reason);
    }
}
