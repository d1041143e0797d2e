using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Protoo.Protocol;

namespace Protoo;

/// <summary>Reads and writes <see cref="RawJson"/>. Public because source-generated System.Text.Json contexts need it.</summary>
public sealed class RawJsonConverter : JsonConverter<RawJson>
{
    // A null that was sent is passed on as null.
    /// <inheritdoc />
    public override bool HandleNull => true;

    /// <inheritdoc />
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        return Read(ref reader, RawJson.MaximumDepth);
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options)
    {
        // System.Text.Json has read or written the text of every RawJson, so it need not be validated again.
        writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
    }

    // Copies the text of the value from the buffer that is being read, without building a tree of objects.
    internal static RawJson Read(ref Utf8JsonReader reader, int maximumDepth)
    {
        var start = reader.TokenStartIndex;
        if (reader.Position.GetObject() is null)
        {
            // The reader is over a span, which is contiguous.
            ref var first = ref MemoryMarshal.GetReference(reader.ValueSpan);
            if (reader.TokenType == JsonTokenType.String)
            {
                // The span of a string begins after its quotation mark.
                first = ref Unsafe.Subtract(ref first, 1);
            }

            Check(ref reader, maximumDepth);
            return new RawJson(MemoryMarshal.CreateReadOnlySpan(ref first, checked((int)(reader.BytesConsumed - start))).ToArray());
        }

        var value = reader;
        Check(ref reader, maximumDepth);
        if (TrySlice(reader.Position, checked((int)(reader.BytesConsumed - start)), out var text))
        {
            return new RawJson(text.ToArray());
        }

        using var document = JsonDocument.ParseValue(ref value);
        return new RawJson(JsonMarshal.GetRawUtf8Value(document.RootElement).ToArray());
    }

    // Gets the bytes before a position in a sequence, if they are contiguous.
    private static bool TrySlice(SequencePosition end, int length, out ReadOnlySpan<byte> text)
    {
        var index = end.GetInteger();
        var piece = end.GetObject() switch
        {
            ReadOnlySequenceSegment<byte> segment => segment.Memory,
            byte[] array => array,
            _ => default,
        };
        var isInside = index >= length && index <= piece.Length;
        text = isInside ? piece.Span.Slice(index - length, length) : default;
        return isInside;
    }

    private static void Check(ref Utf8JsonReader reader, int maximumDepth)
    {
        if (!JsonValueScanner.Skip(ref reader, out var depth))
        {
            throw new JsonException("The value contains text that is not valid Unicode.");
        }

        if (depth > maximumDepth)
        {
            throw new JsonException($"The value is nested deeper than {maximumDepth} levels.");
        }
    }
}
