using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Protoo.Protocol;

/// <summary>Reads and writes the values of hubs with the JSON options of the app.</summary>
/// <remarks>
/// Values are written as SignalR's JSON protocol writes them: as <see cref="object"/>, so that a type gets the discriminator that its base
/// type declares for it.
/// </remarks>
internal static class PayloadSerializer
{
    public static void Write(Utf8JsonWriter writer, object? value, JsonSerializerOptions options)
    {
        // The app's options may not know RawJson.
        if (value is RawJson json)
        {
            writer.WriteRawValue(json.Utf8.Span, skipInputValidation: true);
        }
        else if (value is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            JsonSerializer.Serialize(writer, value, FindTypeOf(value, options));
        }
    }

    public static byte[] Serialize(object value, JsonSerializerOptions? options) => JsonSerializer.SerializeToUtf8Bytes(value, FindTypeOf(value, options));

    public static object? Deserialize(ReadOnlySpan<byte> json, Type type, JsonSerializerOptions options) => JsonSerializer.Deserialize(json, Lock(options).GetTypeInfo(type));

    public static T? Deserialize<T>(ReadOnlySpan<byte> json, JsonSerializerOptions? options) => JsonSerializer.Deserialize(json, (JsonTypeInfo<T>)Lock(options).GetTypeInfo(typeof(T)));

    // The options of an app without reflection list its types, among which object may be missing.
    private static JsonTypeInfo FindTypeOf(object value, JsonSerializerOptions? options)
    {
        options = Lock(options);
        return options.TryGetTypeInfo(typeof(object), out var typeInfo) ? typeInfo : options.GetTypeInfo(value.GetType());
    }

    // As JsonSerializer does when it uses options for the first time; it does not remember types of options that may still change.
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Reflection is used only in apps that have it enabled.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Reflection is used only in apps that have it enabled.")]
    private static JsonSerializerOptions Lock(JsonSerializerOptions? options)
    {
        options ??= JsonSerializerOptions.Web;
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
