using Microsoft.AspNetCore.Http;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Protoo.Protocol;

namespace Protoo.Transports;

/// <summary>A way in which a native connection can end: what the client is told, and so whether it comes back.</summary>
/// <param name="Code">The close code.</param>
/// <param name="Reason">The reason that goes with it.</param>
internal sealed record ConnectionEnd(int Code, string Reason)
{
    // RFC 6455 leaves 125 bytes to a control frame, of which the code takes two.
    private const int MaximumReasonBytes = 123;

    /// <summary>What a client is told that is not in yet, by an HTTP status; null if it has to be let in to be told.</summary>
    public HttpRefusal? Refusal { get; init; }

    /// <summary>peer.close(), room.close(), a newer connection, Context.Abort(): protoo-client does not come back.</summary>
    public static ConnectionEnd Closed { get; } = new(4000, "closed by protoo-server");

    /// <summary>The server drains: the client comes back.</summary>
    public static ConnectionEnd ServiceRestart { get; } = new(1012, "service restart")
    {
        Refusal = new(StatusCodes.Status503ServiceUnavailable, null),
    };

    /// <summary>More waits for the client than may: it comes back, if it can.</summary>
    public static ConnectionEnd SlowConsumer { get; } = new((int)WebSocketCloseStatus.PolicyViolation, "slow consumer");

    /// <summary>The client's authentication has expired: it comes back, with a new token if it has one.</summary>
    public static ConnectionEnd TokenExpired { get; } = new((int)WebSocketCloseStatus.PolicyViolation, "token expired")
    {
        Refusal = new(StatusCodes.Status401Unauthorized, "token expired"),
    };

    public static ConnectionEnd MessageTooBig { get; } = new((int)WebSocketCloseStatus.MessageTooBig, "message too big");

    /// <summary>A breach of RFC 6455, or text that is no UTF-8: the WebSocket itself has said so, with 1002 or 1007.</summary>
    public static ConnectionEnd ProtocolError { get; } = new((int)WebSocketCloseStatus.ProtocolError, "protocol error");

    /// <summary>The client said goodbye, or is gone.</summary>
    public static ConnectionEnd ByClient { get; } = new((int)WebSocketCloseStatus.NormalClosure, string.Empty);

    /// <summary>Our fault: the client comes back.</summary>
    public static ConnectionEnd Failed { get; } = new((int)WebSocketCloseStatus.InternalServerError, "internal error")
    {
        Refusal = new(StatusCodes.Status500InternalServerError, null),
    };

    /// <summary>A rejection that is delivered after the upgrade: the client does not come back.</summary>
    public static ConnectionEnd Rejected(int code, string reason)
    {
        return Closed with
        {
            Reason = Truncate(string.Create(CultureInfo.InvariantCulture, $"{code} {reason}")),
            Refusal = new(code, reason),
        };
    }

    /// <summary>How SignalR's close message, which is all it says when a hub's connection ends, ends the WebSocket.</summary>
    public static ConnectionEnd FromCloseMessage(bool allowReconnect, string error)
    {
        if (error.Length == 0)
        {
            return allowReconnect ? ServiceRestart : Closed;
        }

        // Something was thrown, whatever SignalR thinks of coming back.
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
