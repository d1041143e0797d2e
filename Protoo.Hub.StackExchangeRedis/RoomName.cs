namespace Protoo.Clustering.Redis;

/// <summary>Identifies a room among the rooms of all hubs.</summary>
internal readonly record struct RoomName(string Hub, string RoomId)
{
    public static RoomName Parse(string text)
    {
        // Type names contain no line feed.
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return new RoomName(text[..end], text[(end + 1)..]);
    }

    public override string ToString() => $"{Hub}\n{RoomId}";
}
