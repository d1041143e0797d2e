namespace Protoo.Benchmarks.Baselines.Hubs;

/// <summary>The state of a room.</summary>
internal sealed class RoomState(Room room)
{
    public string Id { get; } = room.Id;
}
