using System.Buffers.Binary;

namespace Protoo.Benchmarks.Clients;

/// <summary>Writes the frames that a connection is about to send.</summary>
internal sealed class WebSocketFrameWriter
{
    // Clients must mask. A key that never changes makes the same work for the servers.
    private const uint Mask = 0x5A3C96E1;

    private byte[] _buffer = new byte[512];
    private int _length;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public void Clear() => _length = 0;

    public void Write(WebSocketOpCode opCode, ReadOnlySpan<byte> payload)
    {
        if (_buffer.Length - _length < payload.Length + 8)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + payload.Length + 8));
        }

        var frame = _buffer.AsSpan(_length);
        frame[0] = (byte)(0x80 | (byte)opCode);
        var head = 2;
        if (payload.Length < 126)
        {
            frame[1] = (byte)(0x80 | payload.Length);
        }
        else
        {
            frame[1] = 0x80 | 126;
            BinaryPrimitives.WriteUInt16BigEndian(frame[2..], checked((ushort)payload.Length));
            head = 4;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(frame[head..], Mask);
        CopyMasked(payload, frame[(head + 4)..]);
        _length += head + 4 + payload.Length;
    }

    private static void CopyMasked(ReadOnlySpan<byte> source, Span<byte> target)
    {
        const ulong Mask8 = ((ulong)Mask << 32) | Mask;
        var i = 0;
        for (; i + 8 <= source.Length; i += 8)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(target[i..], BinaryPrimitives.ReadUInt64LittleEndian(source[i..]) ^ Mask8);
        }

        for (; i < source.Length; i++)
        {
            target[i] = (byte)(source[i] ^ (byte)(Mask >> (8 * (i & 3))));
        }
    }
}
