using System.Text.Json;

namespace Protoo.Protocol;

/// <summary>
/// Writes the values that leave a hub as SignalR's JSON protocol does: as <see cref="object"/>, so that a type gets the discriminator that
/// its base type declares for it.
/// </summary>
internal static class PayloadSerializer
{
    public static void Write(Utf8JsonWriter writer, object? value, JsonSerializerOptions options)
    {
        // The app's options may not know RawJson.
        if (value is RawJson json)
        {
            writer.WriteRawValue(json.Utf8.Span, skipInputValidation: true);
        }
        else
        {
            JsonSerializer.Serialize(writer, value, options);
        }
    }
}
