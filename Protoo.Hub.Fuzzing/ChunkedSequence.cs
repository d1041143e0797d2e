using System.Buffers;

namespace Protoo.Fuzzing;

/// <summary>A sequence of several segments.</summary>
internal sealed class ChunkedSequence : ReadOnlySequenceSegment<byte>
{
    private ChunkedSequence(ReadOnlyMemory<byte> memory, long index)
    {
        // Each segment has its own array, so that a read past its end shows.
        Memory = memory.ToArray();
        RunningIndex = index;
    }

    /// <summary>Cuts a text into pieces of equal length; the first is shorter by the offset.</summary>
    public static ReadOnlySequence<byte> Of(ReadOnlyMemory<byte> text, int length, int offset = 0)
    {
        var first = new ChunkedSequence(text[..Math.Min(length - offset, text.Length)], 0);
        var last = first;
        for (var start = first.Memory.Length; start < text.Length; start += length)
        {
            var next = new ChunkedSequence(text.Slice(start, Math.Min(length, text.Length - start)), start);
            last.Next = next;
            last = next;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
