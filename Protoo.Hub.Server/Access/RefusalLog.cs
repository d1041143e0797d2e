using System.Net;

namespace Protoo.Server.Access;

/// <summary>Logs one line for each request that is refused before it reaches a hub. The line has no query, which may contain a token.</summary>
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

    // Parts of the text come from the client, which must not be able to start a new line.
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
