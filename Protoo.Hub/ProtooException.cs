using Microsoft.AspNetCore.SignalR;
using Protoo.Protocol;

namespace Protoo;

/// <summary>
/// An error that is meant for the other side: protoo's <c>reject(errorCode, errorReason)</c>.
/// </summary>
/// <remarks>
/// Thrown by a hub method, it becomes the error response of a native protoo client, with code and reason kept, and fails the
/// invocation of a SignalR client with a message that ends in <c>ProtooException: code: reason</c>. Thrown by
/// <see cref="Peer.RequestAsync{T}"/>, it carries what the peer answered, or 408 (no answer in time), 410 (the peer is gone).
/// </remarks>
// Sealed, because SignalR puts the name of the type into the text that clients and ProtooErrorText read.
public sealed class ProtooException : HubException
{
    /// <summary>Creates the error.</summary>
    /// <param name="code">The error code. protoo has no list of codes; most apps use those of HTTP.</param>
    /// <param name="reason">What went wrong, for the other side to read.</param>
    public ProtooException(int code, string reason)
        : this(code, reason ?? throw new ArgumentNullException(nameof(reason)), cause: null)
    {
    }

    /// <summary>Creates the error, and keeps its cause: for logs here, not for the other side.</summary>
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
