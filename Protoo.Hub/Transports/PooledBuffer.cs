using System.Buffers;

namespace Protoo.Transports;

/// <summary>Bytes that are still being collected, in memory from the shared pool. While there are none, it takes no memory.</summary>
internal struct PooledBuffer
{
    private byte[]? _array;

    public readonly bool IsEmpty => Length == 0;

    public int Length { get; private set; }

    public readonly ReadOnlyMemory<byte> Written => _array.AsMemory(0, Length);

    /// <summary>Returns room for more, after what is written.</summary>
    /// <param name="sizeHint">The minimum size; one byte if it is 0.</param>
    /// <param name="smallest">The minimum size of the first array.</param>
    public Memory<byte> GetMemory(int sizeHint, int smallest)
    {
        sizeHint = Math.Max(sizeHint, 1);
        if (_array is null)
        {
            _array = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, smallest));
        }
        else if (_array.Length - Length < sizeHint)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length + sizeHint, _array.Length * 2));
            Written.Span.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_array);
            _array = larger;
        }

        return _array.AsMemory(Length);
    }

    public void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)bytes, (uint)((_array?.Length ?? 0) - Length));
        Length += bytes;
    }

    /// <summary>Discards what is written, and keeps the memory.</summary>
    public void Clear() => Length = 0;

    /// <summary>Discards what is written, and returns the memory to the pool.</summary>
    public void Return()
    {
        if (Detach() is { } array)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }

    /// <summary>Hands the memory over to the caller, who returns it to the pool.</summary>
    public byte[]? Detach()
    {
        var array = _array;
        _array = null;
        Length = 0;
        return array;
    }
}
