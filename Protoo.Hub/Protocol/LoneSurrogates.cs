using System.Buffers.Text;
using System.Text.Json;

namespace Protoo.Protocol;

/// <summary>Decodes JSON strings with lone surrogates, which Utf8JsonReader refuses.</summary>
internal static class LoneSurrogates
{
    private static readonly byte[] s_replacement = "\\uFFFD"u8.ToArray();

    /// <summary>Returns the text of the string, with U+FFFD in place of every surrogate escape.</summary>
    /// <param name="escaped">The string as it appears in the message, without its quotation marks.</param>
    public static string Replace(ReadOnlySpan<byte> escaped)
    {
        var mended = new byte[escaped.Length + 2];
        mended[0] = mended[^1] = (byte)'"';
        escaped.CopyTo(mended.AsSpan(1));
        for (var i = 1; i < mended.Length - 1; i++)
        {
            if (mended[i] != (byte)'\\')
            {
                continue;
            }

            if (mended[i + 1] == (byte)'u'
                && Utf8Parser.TryParse(mended.AsSpan(i + 2, 4), out ushort unit, out _, 'x')
                && char.IsSurrogate((char)unit))
            {
                s_replacement.CopyTo(mended, i);
            }

            i++;
        }

        var reader = new Utf8JsonReader(mended);
        reader.Read();
        return reader.GetString()!;
    }
}
