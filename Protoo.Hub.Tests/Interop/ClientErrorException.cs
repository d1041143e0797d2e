namespace Protoo.Tests.Interop;

/// <summary>How a request of a client failed.</summary>
internal sealed class ClientErrorException(int? code, string message) : Exception(message)
{
    /// <summary>protoo's error code; SignalR has only the message.</summary>
    public int? Code { get; } = code;
}
