using Microsoft.AspNetCore.Http;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Protoo.Protocol;

namespace Protoo.Transports;

/// <summary>A way in which a native connection can end: what the client is told, and therefore whether it reconnects.</summary>
/// <param name="Code">The close code.</param>
/// <param name="Reason">The reason that goes with it.</param>
internal sealed record ConnectionEnd(int Code, string Reason)
{
    // RFC 6455 limits a control frame to 125 bytes, of which the code takes two.
    private const int MaximumReasonBytes = 123;

    /// <summary>The HTTP response to a client that is not admitted yet; null if it must be admitted to be told.</summary>
    public HttpRefusal? Refusal { get; init; }

    /// <summary>peer.close(), room.close(), a newer connection, or Context.Abort(): protoo-client does not reconnect.</summary>
    public static ConnectionEnd Closed { get; } = new(4000, "closed by protoo-server");

    /// <summary>The server drains: the client reconnects.</summary>
    public static ConnectionEnd ServiceRestart { get; } = new(1012, "service restart")
    {
        Refusal = new(StatusCodes.Status503ServiceUnavailable, null),
    };

    /// <summary>More waits for the client than is allowed: the client reconnects if it can.</summary>
    public static ConnectionEnd SlowConsumer { get; } = new((int)WebSocketCloseStatus.PolicyViolation, "slow consumer");

    /// <summary>The client has sent too fast for too long: it reconnects.</summary>
    public static ConnectionEnd RateLimit { get; } = new((int)WebSocketCloseStatus.PolicyViolation, "rate limit");

    /// <summary>The client's authentication has expired: the client reconnects, with a new token if it has one.</summary>
    public static ConnectionEnd TokenExpired { get; } = new((int)WebSocketCloseStatus.PolicyViolation, "token expired")
    {
        Refusal = new(StatusCodes.Status401Unauthorized, "token expired"),
    };

    public static ConnectionEnd MessageTooBig { get; } = new((int)WebSocketCloseStatus.MessageTooBig, "message too big");

    /// <summary>A violation of RFC 6455, or text that is not UTF-8: the WebSocket itself has reported it, with 1002 or 1007.</summary>
    public static ConnectionEnd ProtocolError { get; } = new((int)WebSocketCloseStatus.ProtocolError, "protocol error");

    /// <summary>The client closed the connection, or is gone.</summary>
    public static ConnectionEnd ByClient { get; } = new((int)WebSocketCloseStatus.NormalClosure, string.Empty);

    /// <summary>A failure on this side: the client reconnects.</summary>
    public static ConnectionEnd Failed { get; } = new((int)WebSocketCloseStatus.InternalServerError, "internal error")
    {
        Refusal = new(StatusCodes.Status500InternalServerError, null),
    };

    /// <summary>A rejection after the upgrade: the client does not reconnect.</summary>
    public static ConnectionEnd Rejected(int code, string reason)
    {
        return Closed with
        {
            Reason = Truncate(string.Create(CultureInfo.InvariantCulture, $"{code} {reason}")),
            Refusal = new(code, reason),
        };
    }

    /// <summary>Converts SignalR's close message, which is all that SignalR says when a hub's connection ends.</summary>
    public static ConnectionEnd FromCloseMessage(bool allowReconnect, string error)
    {
        if (error.Length == 0)
        {
            return allowReconnect ? ServiceRestart : Closed;
        }

        // An exception was thrown, so it does not matter whether SignalR allows reconnecting.
        var refusal = ProtooErrorText.TryReadClose(error, out var thrown) ? new HttpRefusal(thrown.Code, thrown.Reason) : Failed.Refusal;
        return ProtooErrorText.ReadCloseText(error) is { Length: > 0 } text
            ? Failed with { Reason = Truncate(text), Refusal = refusal }
            : Failed;
    }

    private static string Truncate(string reason)
    {
        var bytes = Encoding.UTF8.GetBytes(reason);
        if (bytes.Length <= MaximumReasonBytes)
        {
            return reason;
        }

        var length = MaximumReasonBytes;
        while ((bytes[length] & 0xC0) == 0x80)
        {
            length--;
        }

        return Encoding.UTF8.GetString(bytes, 0, length);
    }
}
