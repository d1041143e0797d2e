using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Protoo.Server;

/// <summary>Checks the ids of rooms and peers, which may be text in any language.</summary>
internal static class RoomIds
{
    public const string Rule = "1 to 128 characters, no control characters or line breaks, no white space at either end, not '.' or '..'";

    private const int Longest = 128;

    public static bool IsValid([NotNullWhen(true)] string? id)
    {
        // "." and ".." disappear from paths.
        return id is { Length: > 0 and <= Longest } and not ("." or "..")
            && !char.IsWhiteSpace(id[0])
            && !char.IsWhiteSpace(id[^1])
            && IsOneLineOfText(id);
    }

    private static bool IsOneLineOfText(ReadOnlySpan<char> id)
    {
        while (!id.IsEmpty)
        {
            // A lone surrogate cannot be sent as UTF-8.
            if (Rune.DecodeFromUtf16(id, out var rune, out var length) != System.Buffers.OperationStatus.Done
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                return false;
            }

            id = id[length..];
        }

        return true;
    }
}
