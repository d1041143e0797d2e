using System.Text.Json;
using System.Text.Json.Serialization;

namespace Protoo.Clustering.Redis;

/// <summary>
/// Reads and writes the arguments of a <see cref="RoomMessage"/>. An argument may wrap a peer's data in an envelope, so it may be nested
/// deeper than that data may be.
/// </summary>
internal sealed class ArgumentsConverter : JsonConverter<RawJson[]>
{
    // With the record and the array around it, this is the deepest nesting that System.Text.Json reads.
    private const int MaximumDepth = 62;

    public override RawJson[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var arguments = new List<RawJson>(1);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            arguments.Add(RawJsonConverter.Read(ref reader, MaximumDepth));
        }

        return [.. arguments];
    }

    public override void Write(Utf8JsonWriter writer, RawJson[] value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var argument in value)
        {
            writer.WriteRawValue(argument.Utf8.Span, skipInputValidation: true);
        }

        writer.WriteEndArray();
    }
}
