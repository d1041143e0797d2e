using Microsoft.AspNetCore.SignalR.Protocol;

namespace Protoo.Protocol;

/// <summary>The error response of a native client. SignalR knows errors only as text; this type keeps the code and reason as well.</summary>
internal sealed class ProtooErrorCompletion(string invocationId, int code, string reason)
    : CompletionMessage(invocationId, ProtooErrorText.Join(code, reason), null, hasResult: false)
{
    public int Code { get; } = code;

    public string Reason { get; } = reason;
}
