using Microsoft.AspNetCore.SignalR;
using Protoo.Protocol;

namespace Protoo;

/// <summary>An error meant for the other side: protoo's <c>reject(errorCode, errorReason)</c>.</summary>
/// <remarks>
/// Thrown by a hub method, it becomes the error response of a native protoo client, with its code and reason, and fails the invocation of a
/// SignalR client with a message that ends in <c>ProtooException: code: reason</c>. Thrown by <see cref="Peer.RequestAsync{T}"/>, it
/// carries the peer's error, or 408 (no answer in time) or 410 (the peer is gone).
/// </remarks>
// Sealed, because SignalR puts the name of the type into the text that clients and ProtooErrorText read.
public sealed class ProtooException : HubException
{
    /// <summary>Creates the error.</summary>
    /// <param name="code">The error code. protoo defines no codes; most apps use those of HTTP.</param>
    /// <param name="reason">What went wrong, for the other side to read.</param>
    public ProtooException(int code, string reason)
        : this(code, reason ?? throw new ArgumentNullException(nameof(reason)), cause: null)
    {
    }

    /// <summary>Creates the error with its cause, which is for local logs and not sent to the other side.</summary>
    internal ProtooException(int code, string reason, Exception? cause)
        : base(ProtooErrorText.Join(code, reason), cause)
    {
        Code = code;
        Reason = reason;
    }

    /// <summary>protoo's <c>errorCode</c>.</summary>
    public int Code { get; }

    /// <summary>protoo's <c>errorReason</c>.</summary>
    public string Reason { get; }
}
