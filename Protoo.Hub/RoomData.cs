using System.Text.Json.Serialization;

namespace Protoo;

/// <summary>The data that the peers of a room share, as of one moment. See <see cref="Room.Data"/>.</summary>
public sealed class RoomData
{
    internal RoomData(RawJson value, long version)
    {
        Value = value;
        Version = version;
    }

    /// <summary>The data; <c>{}</c> at first.</summary>
    [JsonPropertyName("data")]
    public RawJson Value { get; }

    /// <summary>A number that grows with each change; 0 at first.</summary>
    [JsonPropertyName("version")]
    public long Version { get; }

    /// <summary>The data of a room in which nobody has set it.</summary>
    internal static RoomData None { get; } = new(default, 0);
}
