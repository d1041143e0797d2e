using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Protoo.Tests.Infrastructure;

/// <summary>A native client without a WebSocket library: it sends what no library would, and reads or answers pings only when told to.</summary>
internal sealed class WireClient : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;

    private WireClient(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    /// <param name="url">Where to connect.</param>
    /// <param name="receiveBuffer">The size of the kernel's receive buffer; its default if null.</param>
    /// <param name="behind">What is sent right behind the request, before the response.</param>
    public static async Task<WireClient> ConnectAsync(Uri url, int? receiveBuffer = null, byte[]? behind = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size)
        {
            socket.ReceiveBufferSize = size;
        }

        await socket.ConnectAsync(IPAddress.Loopback, url.Port).DefaultTimeout();
        var client = new WireClient(socket);
        var request = Encoding.ASCII.GetBytes(
            $"GET {url.PathAndQuery} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: protoo\r\n\r\n");
        await client.SendAsync([.. request, .. behind ?? []]);
        var response = new StringBuilder();
        while (!response.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            var next = new byte[1];
            await client._stream.ReadExactlyAsync(next).AsTask().DefaultTimeout();
            response.Append((char)next[0]);
        }

        Assert.StartsWith("HTTP/1.1 101", response.ToString(), StringComparison.Ordinal);
        return client;
    }

    /// <summary>Sends raw bytes.</summary>
    public Task SendAsync(byte[] bytes) => _stream.WriteAsync(bytes).AsTask().DefaultTimeout();

    /// <summary>Sends a text message of up to 65,535 bytes.</summary>
    public Task SendTextAsync(string text) => SendAsync(ToFrame(text));

    /// <summary>Sends several text messages at once.</summary>
    public Task SendTextsAsync(IEnumerable<string> texts) => SendAsync([.. texts.SelectMany(ToFrame)]);

    /// <summary>Reads frames until the close frame, and returns its code.</summary>
    public async Task<int> ReceiveCloseAsync()
    {
        while (true)
        {
            var (opcode, _, payload) = await ReceiveFrameAsync();
            if (opcode == 8)
            {
                return BinaryPrimitives.ReadUInt16BigEndian(payload);
            }
        }
    }

    public async Task<(int Opcode, bool IsLast, byte[] Payload)> ReceiveFrameAsync()
    {
        var header = await ReadAsync(2);
        var length = (ulong)(header[1] & 0x7F);
        if (length == 126)
        {
            length = BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2));
        }
        else if (length == 127)
        {
            length = BinaryPrimitives.ReadUInt64BigEndian(await ReadAsync(8));
        }

        return (header[0] & 0x0F, (header[0] & 0x80) != 0, await ReadAsync((int)length));
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _socket.Dispose();
    }

    private static byte[] ToFrame(string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);

        // A mask of zeros changes nothing.
        var frame = new byte[8 + payload.Length];
        frame[0] = 0x81;
        frame[1] = 0x80 | 126;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), checked((ushort)payload.Length));
        payload.CopyTo(frame, 8);
        return frame;
    }

    private async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes).AsTask().DefaultTimeout();
        return bytes;
    }
}
