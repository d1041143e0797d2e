using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
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
            return Copy(MemoryMarshal.CreateReadOnlySpan(ref first, checked((int)(reader.BytesConsumed - start))));
        }

        var value = reader;
        Check(ref reader, maximumDepth);
        if (TrySlice(reader.Position, checked((int)(reader.BytesConsumed - start)), out var text))
        {
            return Copy(text);
        }

        using var document = JsonDocument.ParseValue(ref value);
        return Copy(JsonMarshal.GetRawUtf8Value(document.RootElement));
    }

    // Only a native client's WebSocket has validated the text. SignalR's transports have not, nor does Utf8JsonReader, and browsers close a
    // WebSocket on which they get text that is not UTF-8.
    private static RawJson Copy(ReadOnlySpan<byte> text)
    {
        return Utf8.IsValid(text) ? new RawJson(text.ToArray()) : throw NotUnicode();
    }

    private static JsonException NotUnicode() => new("The value contains text that is not valid Unicode.");

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
            throw NotUnicode();
        }

        if (depth > maximumDepth)
        {
            throw new JsonException($"The value is nested deeper than {maximumDepth} levels.");
        }
    }
}
