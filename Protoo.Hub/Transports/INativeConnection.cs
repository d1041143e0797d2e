using System.Net.WebSockets;
using Protoo.Protocol;

namespace Protoo.Transports;

/// <summary>A native connection, as seen by its reader and its writer.</summary>
internal interface INativeConnection : IRequestObserver
{
    ProtooOptions Options { get; }

    /// <summary>The clock for the rule about slow clients.</summary>
    TimeProvider TimeProvider { get; }

    /// <summary>The task to await before more is read from the client; null if reading may continue.</summary>
    Task? ReadHold { get; }

    /// <summary>How fast the client sends; null if that is not limited.</summary>
    ReceiveRate? Rate { get; }

    /// <summary>The requests that wait for an answer from the client.</summary>
    PendingInvocations PendingInvocations { get; }

    /// <summary>Accepts the WebSocket, unless that was done already. Does not fail.</summary>
    Task OpenAsync();

    /// <summary>Sets how the connection ends. Only the first call has an effect.</summary>
    void SetEnd(ConnectionEnd end);

    /// <summary>Called when SignalR says how the connection ends.</summary>
    void OnCloseMessage(bool allowReconnect, string error);

    /// <summary>Tells the client how the connection ends, unless that was done already or the client is gone.</summary>
    Task CloseOutputAsync(WebSocket webSocket);

    /// <summary>Aborts the WebSocket without sending a close frame.</summary>
    void Abort(ConnectionEnd end);

    /// <summary>Called when a message of the client was read.</summary>
    /// <param name="envelope">What kind of message it is, and where its parts are.</param>
    /// <param name="text">The text of the message.</param>
    void OnMessageReceived(in ProtooEnvelope envelope, ReadOnlySpan<byte> text);

    /// <summary>Called when a message to the client is on its way.</summary>
    void OnMessageSent(ProtooMessageKind kind);

    /// <summary>Called when something from the client was not a message, and was ignored.</summary>
    void OnMessageIgnored(ProtooMessageFault fault);

    /// <summary>Called when nothing more can be sent.</summary>
    void OnSendFailed(Exception exception);

    /// <summary>Called when nothing more can be read.</summary>
    /// <param name="exception">The exception that occurred.</param>
    /// <param name="isExpected">Whether this is normal when clients leave.</param>
    void OnReceiveFailed(Exception exception, bool isExpected);
}
