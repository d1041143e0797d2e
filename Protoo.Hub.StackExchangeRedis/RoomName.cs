namespace Protoo.Clustering.Redis;

/// <summary>Names a room among those of all hubs.</summary>
internal readonly record struct RoomName(string Hub, string RoomId)
{
    public static RoomName Parse(string text)
    {
        // Names of types have no line feed in them.
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return new RoomName(text[..end], text[(end + 1)..]);
    }

    public override string ToString() => $"{Hub}\n{RoomId}";
}
