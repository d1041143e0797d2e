namespace Protoo.Protocol;

/// <summary>Where a part of a message lies in its text.</summary>
internal readonly record struct TextRange(int Start, int Length)
{
    public bool IsEmpty => Length == 0;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> text) => text.Slice(Start, Length);
}
