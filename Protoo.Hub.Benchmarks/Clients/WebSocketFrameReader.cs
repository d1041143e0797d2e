using System.Buffers.Binary;

namespace Protoo.Benchmarks.Clients;

/// <summary>Buffers the bytes that a connection received, and reads the frames in them.</summary>
internal sealed class WebSocketFrameReader
{
    private const int SmallestRoom = 1024;

    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    /// <summary>Returns the memory for the next bytes.</summary>
    public Memory<byte> GetMemory()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_buffer.Length - _end < SmallestRoom)
        {
            MakeRoom();
        }

        return _buffer.AsMemory(_end);
    }

    public void Advance(int count) => _end += count;

    /// <summary>Reads the head of the HTTP response, without the empty line that ends it.</summary>
    public bool TryReadHttpHead(out ReadOnlySpan<byte> head)
    {
        var received = _buffer.AsSpan(_start, _end - _start);
        var length = received.IndexOf("\r\n\r\n"u8);
        head = length < 0 ? default : received[..length];
        _start += length < 0 ? 0 : length + 4;
        return length >= 0;
    }

    //  byte 0       byte 1
    //  FIN ... op   MASK length     followed by 2 bytes of length if it is 126, 8 if it is 127; servers do not mask
    public bool TryRead(out WebSocketFrame frame)
    {
        frame = default;
        var received = _buffer.AsSpan(_start, _end - _start);
        if (received.Length < 2)
        {
            return false;
        }

        var (head, length) = (2, (long)(received[1] & 0x7F));
        if (length == 126)
        {
            head = 4;
            length = received.Length < head ? long.MaxValue : BinaryPrimitives.ReadUInt16BigEndian(received[2..]);
        }
        else if (length == 127)
        {
            head = 10;
            length = received.Length < head ? long.MaxValue : BinaryPrimitives.ReadInt64BigEndian(received[2..]);
        }

        if (received.Length - head < length)
        {
            return false;
        }

        frame = new WebSocketFrame((WebSocketOpCode)(received[0] & 0x0F), (received[0] & 0x80) != 0, received.Slice(head, (int)length));
        _start += head + (int)length;
        return true;
    }

    private void MakeRoom()
    {
        var rest = _buffer.AsSpan(_start, _end - _start);
        var target = rest.Length > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        rest.CopyTo(target);
        (_buffer, _start, _end) = (target, 0, rest.Length);
    }
}
