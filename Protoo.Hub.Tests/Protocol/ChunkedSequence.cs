using System.Buffers;

namespace Protoo.Tests.Protocol;

/// <summary>A sequence of several segments.</summary>
internal sealed class ChunkedSequence : ReadOnlySequenceSegment<byte>
{
    private ChunkedSequence(ReadOnlyMemory<byte> memory, long index)
    {
        // Each in an array of its own, so that whoever reads past its end reads something else.
        Memory = memory.ToArray();
        RunningIndex = index;
    }

    /// <summary>Cuts a text into pieces of a length, but for the first, which is shorter by an offset.</summary>
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
