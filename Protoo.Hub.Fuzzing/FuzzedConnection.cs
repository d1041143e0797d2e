using System.Globalization;
using System.Net.WebSockets;
using Protoo.Protocol;
using Protoo.Transports;

namespace Protoo.Fuzzing;

/// <summary>A native connection that keeps what its reader reports.</summary>
internal sealed class FuzzedConnection : INativeConnection
{
    public FuzzedConnection() => PendingInvocations.Add(HubBinder.Pending);

    /// <summary>The messages, what was ignored and, last, with which code the connection ends.</summary>
    public List<string> Received { get; } = [];

    public ConnectionEnd? End { get; private set; }

    // A limit that short inputs exceed.
    public ProtooOptions Options { get; } = new() { MaximumMessageSize = 256 };

    public TimeProvider TimeProvider => TimeProvider.System;

    public ReceiveRate? Rate => null;

    public Task? ReadHold => null;

    public PendingInvocations PendingInvocations { get; } = new(static _ => true);

    public Task OpenAsync() => Task.CompletedTask;

    public void SetEnd(ConnectionEnd end)
    {
        Invariant.Holds(End is null);
        End = end;
        Received.Add(end.Code.ToString(CultureInfo.InvariantCulture));
    }

    public void OnMessageIgnored(ProtooMessageFault fault) => Received.Add(fault.ToString());

    public void OnReceiveFailed(Exception exception, bool isExpected)
    {
        if (!isExpected)
        {
            throw new InvalidOperationException("The connection fails on this side.", exception);
        }

        SetEnd(exception is WebSocketException { WebSocketErrorCode: not WebSocketError.ConnectionClosedPrematurely }
            ? ConnectionEnd.ProtocolError
            : ConnectionEnd.ByClient);
    }

    public void OnMessageReceived(in ProtooEnvelope envelope, ReadOnlySpan<byte> text)
    {
    }

    public void OnRequest(string id, string? method)
    {
    }

    public void OnMessageSent(ProtooMessageKind kind) => throw new NotSupportedException();

    public void OnAnswer(string id, int? code, object? result) => throw new NotSupportedException();

    public void OnCloseMessage(bool allowReconnect, string error) => throw new NotSupportedException();

    public Task CloseOutputAsync(WebSocket webSocket) => throw new NotSupportedException();

    public void Abort(ConnectionEnd end) => throw new NotSupportedException();

    public void OnSendFailed(Exception exception) => throw new NotSupportedException();
}
