namespace Protoo.Tests.Interop;

/// <summary>The failure of a client's request.</summary>
internal sealed class ClientErrorException(int? code, string message) : Exception(message)
{
    /// <summary>protoo's error code; null with SignalR.</summary>
    public int? Code { get; } = code;
}
