using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Protoo.Benchmarks.Clients;

namespace Protoo.Benchmarks.Attacks;

/// <summary>A connection of an attack: a bare socket, which sends any bytes, and reads or answers pings only when told to.</summary>
internal sealed class HostileConnection : IDisposable
{
    private const char RecordSeparator = '\u001e';

    private static readonly byte[] s_pong = HostileFrame.Create(WebSocketOpCode.Pong, []);

    private readonly AttackTarget _target;
    private readonly Socket _socket;
    private readonly WebSocketFrameReader _reader = new();
    private int? _status;
    private int? _closeCode;
    private string _reason = string.Empty;

    private HostileConnection(AttackTarget target, Socket socket)
    {
        _target = target;
        _socket = socket;
    }

    /// <summary>Whether pings are answered while reading.</summary>
    public bool AnswersPings { get; init; } = true;

    /// <summary>How the server has ended the connection, once everything is read.</summary>
    public AttackEnd End => new(_status, _closeCode, _reason);

    /// <summary>Connects, and sends nothing.</summary>
    /// <param name="target">The endpoint.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <param name="receiveBuffer">The size of the kernel's receive buffer; its default if null.</param>
    /// <param name="answersPings">Whether pings are answered while reading.</param>
    public static async Task<HostileConnection> ConnectAsync(
        AttackTarget target, CancellationToken cancellationToken, int? receiveBuffer = null, bool answersPings = true)
    {
        // On disposal, it is reset: the ports of thousands of closed connections would not be free for a minute.
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            LingerState = new LingerOption(true, 0),
        };
        socket.ReceiveBufferSize = receiveBuffer ?? socket.ReceiveBufferSize;
        try
        {
            await socket.ConnectAsync(target.Server, cancellationToken);
            return new HostileConnection(target, socket) { AnswersPings = answersPings };
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects and enters a room.</summary>
    /// <inheritdoc cref="ConnectAsync" />
    public static async Task<HostileConnection> EnterAsync(
        AttackTarget target, string room, string peer, CancellationToken cancellationToken, int? receiveBuffer = null, string? extensions = null, bool answersPings = true)
    {
        var connection = await ConnectAsync(target, cancellationToken, receiveBuffer, answersPings);
        try
        {
            await connection.UpgradeAsync(room, peer, cancellationToken, extensions);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Sends the request for a WebSocket, and waits for the response.</summary>
    /// <returns>Whether the server accepts it; otherwise, <see cref="End"/> says why not.</returns>
    public async Task<bool> UpgradeAsync(string room, string peer, CancellationToken cancellationToken, string? extensions = null)
    {
        await SendAsync(_target.GetHead(room, peer, extensions), cancellationToken);
        if (!await ReadStatusAsync(cancellationToken))
        {
            return false;
        }

        if (_target.Handshake is { } handshake)
        {
            await SendTextAsync(handshake, cancellationToken);
            await ReceiveAsync(cancellationToken);
        }

        return true;
    }

    /// <summary>Reads the status of the response.</summary>
    /// <returns>Whether it is 101.</returns>
    public async Task<bool> ReadStatusAsync(CancellationToken cancellationToken)
    {
        string[] line;
        while (!TryReadStatus(out line))
        {
            if (!await FillAsync(cancellationToken))
            {
                return false;
            }
        }

        _status = int.Parse(line[1], CultureInfo.InvariantCulture);
        if (_status == 101)
        {
            return true;
        }

        _reason = line.ElementAtOrDefault(2) ?? string.Empty;
        return false;
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes, cancellationToken)..];
        }
    }

    public Task SendTextAsync(string text, CancellationToken cancellationToken) => SendAsync(HostileFrame.Text(text), cancellationToken);

    /// <summary>Receives the next message.</summary>
    /// <returns>The message, without a record separator; null if the connection has ended.</returns>
    public async Task<string?> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            while (_reader.TryRead(out var frame))
            {
                if (frame.OpCode == WebSocketOpCode.Text)
                {
                    return Encoding.UTF8.GetString(frame.Payload).TrimEnd(RecordSeparator);
                }

                if (frame.OpCode == WebSocketOpCode.Close)
                {
                    ReadClose(frame.Payload);
                    return null;
                }

                if (frame.OpCode == WebSocketOpCode.Ping && AnswersPings)
                {
                    await SendAsync(s_pong, cancellationToken);
                }
            }

            if (!await FillAsync(cancellationToken))
            {
                return null;
            }
        }
    }

    /// <summary>Reads and discards messages until the server ends the connection.</summary>
    /// <returns>How it has ended.</returns>
    public async Task<AttackEnd> ReceiveEndAsync(CancellationToken cancellationToken)
    {
        while (await ReceiveAsync(cancellationToken) is not null)
        {
            // Nothing of it matters.
        }

        return End;
    }

    /// <summary>Waits until the server has closed the socket, whatever it still sends.</summary>
    public async Task ReceiveEndOfStreamAsync(CancellationToken cancellationToken)
    {
        while (await FillAsync(cancellationToken))
        {
            while (_reader.TryRead(out _))
            {
                // Nothing of it matters.
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    // HTTP/1.1 429 Too Many Requests
    private bool TryReadStatus(out string[] line)
    {
        var isRead = _reader.TryReadHttpHead(out var head);
        line = isRead ? Encoding.Latin1.GetString(head).Split("\r\n")[0].Split(' ', 3) : [];
        return isRead;
    }

    private void ReadClose(ReadOnlySpan<byte> payload)
    {
        if (payload.Length >= 2)
        {
            _closeCode = BinaryPrimitives.ReadUInt16BigEndian(payload);
            _reason = Encoding.UTF8.GetString(payload[2..]);
        }
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        try
        {
            var count = await _socket.ReceiveAsync(_reader.GetMemory(), cancellationToken);
            _reader.Advance(count);
            return count > 0;
        }
        catch (SocketException)
        {
            // The server has reset the connection.
            return false;
        }
    }
}
