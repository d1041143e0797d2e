using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace Protoo.Protocol;

/// <summary>Scans a JSON value for content that some clients cannot read.</summary>
internal static class JsonValueScanner
{
    /// <summary>Moves from the first token of a value to its last.</summary>
    /// <param name="reader">The reader, positioned on the first token of the value.</param>
    /// <param name="depth">How deeply the value is nested: 0 for a scalar, 1 for <c>[]</c>.</param>
    /// <returns>False if one of its strings or keys contains a lone surrogate.</returns>
    public static bool Skip(ref Utf8JsonReader reader, out int depth)
    {
        depth = 0;
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return IsValidUnicode(ref reader);
        }

        var valid = true;
        var outside = reader.CurrentDepth;
        var deepest = outside;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    deepest = Math.Max(deepest, reader.CurrentDepth);
                    break;
                case JsonTokenType.String or JsonTokenType.PropertyName:
                    valid &= IsValidUnicode(ref reader);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray when reader.CurrentDepth == outside:
                    depth = deepest - outside + 1;
                    return valid;
            }
        }

        throw new JsonException("The value is incomplete.");
    }

    /// <summary>Whether the reader's current string or key is valid Unicode; true for any other token.</summary>
    public static bool IsValidUnicode(ref Utf8JsonReader reader)
    {
        // Without an escape, only text that is not UTF-8 has surrogates. A WebSocket does not pass it on, and RawJsonConverter refuses it.
        if (!reader.ValueIsEscaped)
        {
            return true;
        }

        return HasPairedSurrogates(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan);
    }

    private static bool HasPairedSurrogates(ReadOnlySpan<byte> escaped)
    {
        var afterHigh = false;
        while (escaped.IndexOf((byte)'\\') is var backslash and >= 0)
        {
            if (afterHigh && backslash > 0)
            {
                return false;
            }

            escaped = escaped[backslash..];
            if (escaped[1] != (byte)'u')
            {
                if (afterHigh)
                {
                    return false;
                }

                escaped = escaped[2..];
                continue;
            }

            _ = Utf8Parser.TryParse(escaped.Slice(2, 4), out ushort unit, out _, 'x');
            if (char.IsLowSurrogate((char)unit) != afterHigh)
            {
                return false;
            }

            afterHigh = char.IsHighSurrogate((char)unit);
            escaped = escaped[6..];
        }

        return !afterHigh;
    }
}
