namespace Protoo.Server.Admin;

/// <summary>The rooms of the cluster.</summary>
internal sealed record RoomList(IReadOnlyList<RoomList.RoomEntry> Rooms)
{
    /// <summary>A room, and the number of its peers.</summary>
    internal sealed record RoomEntry(string RoomId, int Peers);
}
