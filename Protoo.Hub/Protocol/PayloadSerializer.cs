using System.Text.Json;

namespace Protoo.Protocol;

/// <summary>
/// Writes the values that leave a hub in the one way of SignalR's JSON protocol: as an
/// <see cref="object"/>, so that a type whose base knows it by a discriminator has that.
/// </summary>
internal static class PayloadSerializer
{
    public static void Write(Utf8JsonWriter writer, object? value, JsonSerializerOptions options)
    {
        // The app's options may know nothing of our type.
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
