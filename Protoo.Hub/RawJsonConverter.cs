using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Protoo.Protocol;

namespace Protoo;

/// <summary>Reads and writes <see cref="RawJson"/>. Public because contexts of the System.Text.Json source generator need it.</summary>
public sealed class RawJsonConverter : JsonConverter<RawJson>
{
    // A null that was sent is passed on as null.
    /// <inheritdoc />
    public override bool HandleNull => true;

    /// <inheritdoc />
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        return reader.HasValueSequence ? Copy(ref reader) : Slice(ref reader);
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options)
    {
        // What is in a RawJson was read or written by System.Text.Json: it need not be validated again.
        writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
    }

    // Takes the text of the value out of the buffer that is being read, which is one copy and no tree of objects.
    private static RawJson Slice(ref Utf8JsonReader reader)
    {
        var segment = reader.Position.GetObject();
        var start = reader.TokenStartIndex;
        ref var first = ref MemoryMarshal.GetReference(reader.ValueSpan);
        if (reader.TokenType == JsonTokenType.String)
        {
            // The span of a string begins behind its quotation mark.
            first = ref Unsafe.Subtract(ref first, 1);
        }

        var whole = reader;
        Check(ref reader);
        if (!ReferenceEquals(segment, reader.Position.GetObject()))
        {
            reader = whole;
            return Copy(ref reader);
        }

        var text = MemoryMarshal.CreateReadOnlySpan(ref first, checked((int)(reader.BytesConsumed - start)));
        return new RawJson(text.ToArray());
    }

    // The value lies in several segments of a sequence.
    private static RawJson Copy(ref Utf8JsonReader reader)
    {
        var ahead = reader;
        Check(ref ahead);
        using var document = JsonDocument.ParseValue(ref reader);
        return new RawJson(JsonMarshal.GetRawUtf8Value(document.RootElement).ToArray());
    }

    private static void Check(ref Utf8JsonReader reader)
    {
        if (!JsonValueScanner.Skip(ref reader, out var depth))
        {
            throw new JsonException("The value holds text that is no valid Unicode.");
        }

        if (depth > RawJson.MaximumDepth)
        {
            throw new JsonException($"The value is nested deeper than {RawJson.MaximumDepth} levels.");
        }
    }
}
