namespace Protoo.Clustering;

/// <summary>One instance alone: its replica is the roster.</summary>
internal sealed class InMemoryRosterStore : IRosterStore
{
    public string Instance { get; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    public ValueTask<bool> JoinAsync(IRosterReplica room, Seat claim, DuplicatePeer duplicatePeer, CancellationToken cancellationToken)
    {
        lock (room.Gate)
        {
            return Apply(room, room.Roster.Join(claim, duplicatePeer));
        }
    }

    public ValueTask<bool> LeaveAsync(IRosterReplica room, string peerId, long generation, CancellationToken cancellationToken)
    {
        lock (room.Gate)
        {
            return Apply(room, room.Roster.Leave(peerId, generation));
        }
    }

    public ValueTask<bool> SetDataAsync(IRosterReplica room, string peerId, long generation, RawJson data, CancellationToken cancellationToken)
    {
        lock (room.Gate)
        {
            return Apply(room, room.Roster.SetData(peerId, generation, data));
        }
    }

    public ValueTask<bool> CloseAsync(IRosterReplica room, CancellationToken cancellationToken)
    {
        lock (room.Gate)
        {
            return Apply(room, room.Roster.Close());
        }
    }

    public ValueTask ReleaseAsync(IRosterReplica room) => default;

    private static ValueTask<bool> Apply(IRosterReplica room, RosterChange? change)
    {
        if (change is not null)
        {
            room.ApplyUnsynchronized(change);
        }

        return new(change is not null);
    }
}
