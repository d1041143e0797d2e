using Microsoft.AspNetCore.SignalR.Protocol;

namespace Protoo.Protocol;

/// <summary>
/// The error response of a native client. SignalR knows errors as text only; who looks for code and reason finds them here.
/// </summary>
internal sealed class ProtooErrorCompletion(string invocationId, int code, string reason)
    : CompletionMessage(invocationId, ProtooErrorText.Join(code, reason), null, hasResult: false)
{
    public int Code { get; } = code;

    public string Reason { get; } = reason;
}
