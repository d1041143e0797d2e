namespace Protoo.Clustering;

/// <summary>The rooms of a hub that are watched, as other instances see them.</summary>
internal interface IRoomWatches
{
    /// <summary>Begins to report what happens in a room here to another instance, or goes on with it.</summary>
    void Watch(string instance, string roomId, bool includesData);

    /// <summary>Receives what has happened in a room on another instance.</summary>
    void Receive(string roomId, IReadOnlyList<RoomTraffic> traffic);
}
