using System.Buffers;

namespace Protoo.Transports;

/// <summary>A message that is still being written. It takes no memory while there is none.</summary>
internal struct UnflushedMessage
{
    private const int SmallestBuffer = 512;

    private byte[]? _buffer;

    public int Length { get; private set; }

    /// <summary>Room for more of it.</summary>
    public Memory<byte> GetMemory(int sizeHint)
    {
        sizeHint = Math.Max(sizeHint, 1);
        if (_buffer is null)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, SmallestBuffer));
        }
        else if (_buffer.Length - Length < sizeHint)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length + sizeHint, _buffer.Length * 2));
            _buffer.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsMemory(Length);
    }

    public void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)bytes, (uint)((_buffer?.Length ?? 0) - Length));
        Length += bytes;
    }

    public void Discard() => Length = 0;

    /// <summary>Takes it as it is now; false if there is none.</summary>
    public bool TryTake(out OutgoingMessage message)
    {
        message = default;
        if (Length == 0)
        {
            return false;
        }

        message = new OutgoingMessage(_buffer.AsMemory(0, Length), _buffer);
        _buffer = null;
        Length = 0;
        return true;
    }
}
