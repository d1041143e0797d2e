using System.Buffers.Text;

namespace Protoo.Benchmarks.Clients;

/// <summary>Builds a message in memory that belongs to the caller.</summary>
internal ref struct Utf8Text(Span<byte> memory)
{
    private readonly Span<byte> _memory = memory;
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _memory[.._length];

    public void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_memory[_length..]);
        _length += text.Length;
    }

    public void Append(long number)
    {
        if (!Utf8Formatter.TryFormat(number, _memory[_length..], out var length))
        {
            throw new InvalidOperationException("The message does not fit.");
        }

        _length += length;
    }
}
