namespace Protoo.Protocol;

/// <summary>The position of a part of a message in its text.</summary>
internal readonly record struct TextRange(int Start, int Length)
{
    public bool IsEmpty => Length == 0;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> text) => text.Slice(Start, Length);
}
