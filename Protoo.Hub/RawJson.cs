using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Protoo;

/// <summary>
/// A JSON value that is passed on as it came, without being parsed into objects: all digits of its numbers, the order of its
/// keys. As a parameter, property or result of a hub method it is read and written by SignalR's JSON protocol and by protoo's.
/// </summary>
/// <remarks>The default value stands for <c>{}</c>, protoo's "no data".</remarks>
[JsonConverter(typeof(RawJsonConverter))]
public readonly struct RawJson
{
    /// <summary>
    /// How deeply a value may be nested to be put into another message. Clients read up to 64 levels (the default of
    /// System.Text.Json), and the envelopes of SignalR, spread and getPeers take up to four of them.
    /// </summary>
    internal const int MaximumDepth = 60;

    internal static readonly byte[] EmptyObject = "{}"u8.ToArray();

    // One reference and nothing beside it: a field of this type that another thread writes is read whole, without a lock.
    private readonly byte[]? _utf8;

    internal RawJson(byte[] utf8) => _utf8 = utf8;

    /// <summary>The JSON text in UTF-8.</summary>
    public ReadOnlyMemory<byte> Utf8 => _utf8 is { Length: > 0 } ? _utf8 : EmptyObject;

    /// <summary>The kind of the value.</summary>
    public JsonValueKind ValueKind => Utf8.Span[0] switch
    {
        (byte)'{' => JsonValueKind.Object,
        (byte)'[' => JsonValueKind.Array,
        (byte)'"' => JsonValueKind.String,
        (byte)'t' => JsonValueKind.True,
        (byte)'f' => JsonValueKind.False,
        (byte)'n' => JsonValueKind.Null,
        _ => JsonValueKind.Number,
    };

    /// <summary>Reads JSON text.</summary>
    /// <param name="json">One JSON value, without comments.</param>
    /// <returns>The value, with the digits of its numbers and the order of its keys as they are.</returns>
    /// <exception cref="JsonException">
    /// It is no JSON, or what not every client could read: nested deeper than 60 levels, or a text that is no valid Unicode.
    /// </exception>
    public static RawJson Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Parse(Encoding.UTF8.GetBytes(json));
    }

    /// <param name="utf8">One JSON value in UTF-8, without comments.</param>
    /// <inheritdoc cref="Parse(string)" />
    public static RawJson Parse(ReadOnlySpan<byte> utf8)
    {
        // The depth is checked by its own rule.
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
        reader.Read();
        var value = RawJsonConverter.Read(ref reader, MaximumDepth);

        // Throws if anything but white space follows.
        reader.Read();
        return value;
    }

    /// <summary>Serializes <paramref name="value"/>; null gives <c>{}</c>.</summary>
    /// <param name="value">The value; a <see cref="RawJson"/> is returned as it is.</param>
    /// <param name="options">How to serialize; those of System.Text.Json by default.</param>
    /// <returns>The JSON of the value.</returns>
    /// <exception cref="NotSupportedException">The type of <paramref name="value"/> cannot be serialized.</exception>
    public static RawJson From(object? value, JsonSerializerOptions? options = null) => value switch
    {
        null => default,
        RawJson json => json,

        // As an object, which is how SignalR's JSON protocol does it: a type whose base knows it by a discriminator has that.
        _ => new RawJson(JsonSerializer.SerializeToUtf8Bytes(value, options)),
    };

    /// <summary>Reads the value as a <typeparamref name="T"/>.</summary>
    /// <param name="options">How to read; those of System.Text.Json by default.</param>
    /// <returns>The value; null for JSON's null.</returns>
    /// <exception cref="JsonException">The value does not fit the type.</exception>
    public T? Deserialize<T>(JsonSerializerOptions? options = null) => JsonSerializer.Deserialize<T>(Utf8.Span, options);

    /// <summary>The JSON text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Utf8.Span);
}
