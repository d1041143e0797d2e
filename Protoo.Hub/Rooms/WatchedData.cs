using System.Text.Json;

namespace Protoo.Rooms;

/// <summary>Converts what a message carries for those who watch its room.</summary>
internal static class WatchedData
{
    /// <param name="arguments">The arguments; a single one, the usual case, is the data by itself.</param>
    /// <param name="payloadOptions">The serializer options.</param>
    public static RawJson From(IReadOnlyList<object?> arguments, JsonSerializerOptions payloadOptions)
    {
        return From(arguments.Count == 1 ? arguments[0] : arguments, payloadOptions);
    }

    /// <param name="value">The value. One that cannot be serialized counts as <c>{}</c>: whoever sends it is told, and must not fail here.</param>
    /// <param name="payloadOptions">The serializer options.</param>
    public static RawJson From(object? value, JsonSerializerOptions payloadOptions)
    {
        try
        {
            return RawJson.From(value, payloadOptions);
        }
        catch (Exception)
        {
            return default;
        }
    }
}
