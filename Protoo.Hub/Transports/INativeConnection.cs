using System.Net.WebSockets;
using Protoo.Protocol;

namespace Protoo.Transports;

/// <summary>A native connection, as its reader and its writer see it.</summary>
internal interface INativeConnection
{
    ProtooOptions Options { get; }

    /// <summary>The clock of the rule for slow clients.</summary>
    TimeProvider TimeProvider { get; }

    /// <summary>What to await before more is read from the client; null if it may go on.</summary>
    Task? ReadHold { get; }

    /// <summary>The requests that wait for an answer of the client.</summary>
    PendingInvocations PendingInvocations { get; }

    /// <summary>Accepts the WebSocket, unless that is done. It does not fail.</summary>
    Task OpenAsync();

    /// <summary>Says how the connection ends. What was said first counts.</summary>
    void SetEnd(ConnectionEnd end);

    /// <summary>SignalR says how the connection ends.</summary>
    void OnCloseMessage(bool allowReconnect, string error);

    /// <summary>Tells the client how the connection ends, unless that is done, or it is gone.</summary>
    Task CloseOutputAsync(WebSocket webSocket);

    /// <summary>Kills the WebSocket, without a close frame.</summary>
    void Abort(ConnectionEnd end);

    /// <summary>A request of the client was read, and an answer is owed.</summary>
    void RequestBegan();

    /// <summary>An answer to the client is on its way.</summary>
    void RequestAnswered();

    /// <summary>What the client sent is no message, and was passed over.</summary>
    void OnMessageIgnored(ProtooMessageFault fault);

    /// <summary>Nothing more can be sent.</summary>
    void OnSendFailed(Exception exception);

    /// <summary>Nothing more can be read.</summary>
    /// <param name="exception">What happened.</param>
    /// <param name="isExpected">Whether it is what happens when clients go.</param>
    void OnReceiveFailed(Exception exception, bool isExpected);
}
