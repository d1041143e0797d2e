using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Protoo.Benchmarks.Clients;

/// <summary>
/// One connection of the generator: a bare socket, hand-written frames, and no task or allocation per message. Everything happens in the
/// socket's completion, under the load's gate.
/// </summary>
internal sealed class LoadClient : IDisposable
{
    private const int FirstId = 1;
    private const int SourceAddresses = 200;

    // Close code 1000, as two bytes.
    private static readonly byte[] s_normalClosure = [0x03, 0xE8];

    private readonly Dialect _dialect;
    private readonly IClientLoad _load;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
        // A server that never reads must not stop the thread that serves all connections.
        SendTimeout = 5000,
    };

    private readonly SocketAsyncEventArgs _events = new();
    private readonly WebSocketFrameReader _reader = new();
    private readonly WebSocketFrameWriter _writer = new();
    private readonly MessageAssembler _assembler = new();
    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _connectingSince;
    private bool _isUpgraded;
    private bool _hasJoined;
    private bool _isClosing;
    private bool _isDisposed;

    public LoadClient(int index, Dialect dialect, IClientLoad load)
    {
        Index = index;
        _dialect = dialect;
        _load = load;
        _events.Completed += (_, _) => OnCompleted();
    }

    public int Index { get; }

    public int LastId { get; private set; } = FirstId;

    /// <summary>How long it took to connect, in ticks of <see cref="Stopwatch"/>.</summary>
    public long ConnectTime { get; private set; }

    /// <summary>Connects and requests one echo: only its answer shows that the server has put the peer into its room.</summary>
    public Task ConnectAsync(IPEndPoint server, string target)
    {
        _events.RemoteEndPoint = server;
        _events.UserToken = target;
        _socket.Bind(GetSource());
        _connectingSince = Stopwatch.GetTimestamp();
        if (!_socket.ConnectAsync(_events))
        {
            OnCompleted();
        }

        return _joined.Task;
    }

    /// <summary>Writes an echo request, which the next <see cref="Flush"/> sends. Every read is followed by a flush.</summary>
    /// <returns>The id of the request.</returns>
    public int Echo(ReadOnlySpan<byte> data)
    {
        var text = new Utf8Text(stackalloc byte[Dialect.MaximumMessageSize]);
        _dialect.WriteEcho(ref text, ++LastId, data);
        _writer.Write(WebSocketOpCode.Text, text.Written);
        return LastId;
    }

    /// <summary>Writes a notify request, like <see cref="Echo"/>.</summary>
    public void Notify(DeliveryStamp stamp)
    {
        var text = new Utf8Text(stackalloc byte[Dialect.MaximumMessageSize]);
        _dialect.WriteNotify(ref text, ++LastId, stamp);
        _writer.Write(WebSocketOpCode.Text, text.Written);
    }

    public void KeepAlive()
    {
        if (_dialect.KeepAlive is { } keepAlive && _hasJoined && !_isDisposed)
        {
            _writer.Write(WebSocketOpCode.Text, keepAlive);
            Flush();
        }
    }

    public void Flush()
    {
        if (!_writer.Written.IsEmpty && !_isDisposed)
        {
            Send(_writer.Written);
            _writer.Clear();
        }
    }

    /// <summary>Sends a close frame.</summary>
    /// <returns>A task that completes when the server has sent one too.</returns>
    public Task CloseAsync()
    {
        lock (_load.Gate)
        {
            _isClosing = true;
            _writer.Write(WebSocketOpCode.Close, s_normalClosure);
            Flush();
            return _closed.Task;
        }
    }

    public void Dispose()
    {
        lock (_load.Gate)
        {
            _isDisposed = true;
            _joined.TrySetCanceled();
            _socket.Dispose();
            if (_closed.Task.IsCompleted)
            {
                // No pending operation would dispose of them.
                _events.Dispose();
            }
        }
    }

    // The ports of closed connections are not free at once: a single address would run out of ports.
    private IPEndPoint GetSource() => new(new IPAddress([127, 0, 0, (byte)(2 + (Index % SourceAddresses))]), 0);

    private void OnCompleted()
    {
        lock (_load.Gate)
        {
            try
            {
                ContinueUnsynchronized();
            }
            catch (Exception exception)
            {
                // If rethrown, it would end the runner and leave its servers behind.
                Break($"the generator failed: {exception}");
            }
        }
    }

    private void ContinueUnsynchronized()
    {
        if (_isDisposed)
        {
            // This is the completion of the last operation.
            _events.Dispose();
            return;
        }

        if (_events.SocketError != SocketError.Success)
        {
            Break($"a connection failed: {_events.SocketError}");
            return;
        }

        if (_events.LastOperation == SocketAsyncOperation.Connect)
        {
            SendUpgrade();
        }
        else if (!TryProcess())
        {
            return;
        }

        do
        {
            _events.SetBuffer(_reader.GetMemory());
        }
        while (!_socket.ReceiveAsync(_events) && TryProcess());
    }

    private void SendUpgrade()
    {
        var subprotocol = _dialect.Subprotocol is { } name ? $"Sec-WebSocket-Protocol: {name}\r\n" : string.Empty;
        Send(Encoding.ASCII.GetBytes(
            $"GET {_events.UserToken} HTTP/1.1\r\nHost: {_events.RemoteEndPoint}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
            $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\n{subprotocol}\r\n"));
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _socket.Send(bytes);
        }
        catch (SocketException exception)
        {
            Break($"a send failed: {exception.SocketErrorCode}");
        }
    }

    /// <summary>Handles the received bytes.</summary>
    /// <returns>Whether to continue receiving.</returns>
    private bool TryProcess()
    {
        if (_events.SocketError != SocketError.Success || _events.BytesTransferred == 0)
        {
            return Break($"the server ended a connection: {_events.SocketError}");
        }

        // One reading of the clock for everything that arrived at once.
        var now = Stopwatch.GetTimestamp();
        _reader.Advance(_events.BytesTransferred);
        if (!_isUpgraded && !TryUpgrade())
        {
            return !_joined.Task.IsCompleted;
        }

        while (_reader.TryRead(out var frame))
        {
            if (!TryProcess(frame, now))
            {
                return false;
            }
        }

        Flush();
        return !_isDisposed;
    }

    private bool TryUpgrade()
    {
        if (!_reader.TryReadHttpHead(out var head))
        {
            return false;
        }

        if (!head.StartsWith("HTTP/1.1 101 "u8))
        {
            return Break($"no upgrade: {Encoding.ASCII.GetString(head).Split('\r')[0]}");
        }

        _isUpgraded = true;
        if (_dialect.Handshake is { } handshake)
        {
            _writer.Write(WebSocketOpCode.Text, handshake);
        }
        else
        {
            Join();
        }

        return true;
    }

    private void Join()
    {
        var text = new Utf8Text(stackalloc byte[Dialect.MaximumMessageSize]);
        _dialect.WriteEcho(ref text, FirstId, "{}"u8);
        _writer.Write(WebSocketOpCode.Text, text.Written);
    }

    private bool TryProcess(WebSocketFrame frame, long now)
    {
        switch (frame.OpCode)
        {
            case WebSocketOpCode.Continuation or WebSocketOpCode.Text:
                return _dialect.Terminator is { } terminator
                    ? TryProcessRecords(frame.Payload, terminator, now)
                    : !_assembler.TryComplete(frame.Payload, frame.IsFinal, out var message) || TryProcess(message, now);
            case WebSocketOpCode.Ping:
                _writer.Write(WebSocketOpCode.Pong, frame.Payload);
                return true;
            case WebSocketOpCode.Close when _isClosing:
                _closed.TrySetResult();
                return false;
            case WebSocketOpCode.Close:
                return Break($"the server closed a connection: {Encoding.UTF8.GetString(frame.Payload.Length > 2 ? frame.Payload[2..] : default)}");
            default:
                return true;
        }
    }

    private bool TryProcessRecords(ReadOnlySpan<byte> bytes, byte terminator, long now)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf(terminator);
            var piece = end < 0 ? bytes : bytes[..end];
            if (_assembler.TryComplete(piece, end >= 0, out var message) && !TryProcess(message, now))
            {
                return false;
            }

            bytes = end < 0 ? default : bytes[(end + 1)..];
        }

        return true;
    }

    private bool TryProcess(ReadOnlySpan<byte> bytes, long now)
    {
        var message = _dialect.Read(bytes);
        switch (message.Kind)
        {
            case ServerMessageKind.HandshakeAnswer:
                Join();
                return true;
            case ServerMessageKind.Answer when !_hasJoined:
                _hasJoined = true;
                ConnectTime = now - _connectingSince;
                _joined.TrySetResult();
                return true;
            case ServerMessageKind.Answer:
                _load.OnAnswer(this, message.Id, now);
                return true;
            case ServerMessageKind.Delivery:
                _load.OnDelivery(this, message.Stamp, now);
                return true;
            case ServerMessageKind.Arrival:
                _load.OnArrival(this);
                return true;
            case ServerMessageKind.Refusal when _isClosing:
                // SignalR also sends a close message of its own.
                return true;
            case ServerMessageKind.Refusal:
                return Break($"the server said: {Encoding.UTF8.GetString(bytes)}");
            default:
                return true;
        }
    }

    private bool Break(string reason)
    {
        _joined.TrySetException(new BenchmarkException(reason));
        _closed.TrySetResult();
        _load.Break(reason);
        return false;
    }
}
