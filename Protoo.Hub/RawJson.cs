using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Protoo.Protocol;

namespace Protoo;

/// <summary>
/// A JSON value that is passed on unchanged, without being parsed into objects: it keeps all digits of its numbers and the order of its
/// keys. SignalR's and protoo's JSON protocols read and write it as a parameter, property or result of a hub method.
/// </summary>
/// <remarks>The default value stands for <c>{}</c>, protoo's "no data".</remarks>
[JsonConverter(typeof(RawJsonConverter))]
public readonly struct RawJson
{
    /// <summary>
    /// The maximum nesting depth of a value that is put into another message. Clients read up to 64 levels (the default of
    /// System.Text.Json), and the envelopes of SignalR, spread and getPeers take up to four of them.
    /// </summary>
    internal const int MaximumDepth = 60;

    internal static readonly byte[] EmptyObject = "{}"u8.ToArray();

    // One reference and nothing else, so that a field that another thread writes is read atomically, without a lock.
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
    /// <returns>The value, with the digits of its numbers and the order of its keys unchanged.</returns>
    /// <exception cref="JsonException">
    /// The text is not JSON, or not every client could read it: it is nested deeper than 60 levels, or contains text that is not valid
    /// Unicode.
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
        // The depth has its own limit.
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
        reader.Read();
        var value = RawJsonConverter.Read(ref reader, MaximumDepth);

        // Throws if anything but white space follows.
        reader.Read();
        return value;
    }

    /// <summary>Serializes <paramref name="value"/>; null gives <c>{}</c>.</summary>
    /// <param name="value">The value; a <see cref="RawJson"/> is returned as it is.</param>
    /// <param name="options">The serializer options; by default <see cref="JsonSerializerOptions.Web"/>, which name properties as SignalR does.</param>
    /// <returns>The JSON of the value.</returns>
    /// <exception cref="NotSupportedException">The type of <paramref name="value"/> cannot be serialized.</exception>
    public static RawJson From(object? value, JsonSerializerOptions? options = null) => value switch
    {
        null => default,
        RawJson json => json,

        // As an object, like SignalR's JSON protocol: a type then gets the discriminator that its base type declares for it.
        _ => new RawJson(PayloadSerializer.Serialize(value, options)),
    };

    /// <summary>Deserializes the value to <typeparamref name="T"/>.</summary>
    /// <param name="options">
    /// The serializer options; by default <see cref="JsonSerializerOptions.Web"/>, which match names of properties regardless of case.
    /// </param>
    /// <returns>The value; null for a JSON null.</returns>
    /// <exception cref="JsonException">The value does not fit the type.</exception>
    public T? Deserialize<T>(JsonSerializerOptions? options = null) => PayloadSerializer.Deserialize<T>(Utf8.Span, options);

    /// <summary>Returns the JSON text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Utf8.Span);
}
