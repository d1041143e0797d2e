namespace Protoo.Clustering;

/// <summary>The store of an instance that is alone: its replica is the roster.</summary>
internal sealed class InMemoryRosterStore(string instance) : IRosterStore
{
    public string Instance => instance;

    public bool IsAvailable => true;

    public bool AdmitsWhileAway => true;

    public Task WaitUntilAvailableAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask<SeatOutcome> JoinAsync(IRosterReplica room, Seat claim, JoinRules rules)
    {
        lock (room.Gate)
        {
            var outcome = room.Roster.Join(claim, rules, out var step);
            room.TryApplyUnsynchronized(step);
            return new(outcome);
        }
    }

    public ValueTask<bool> LeaveAsync(IRosterReplica room, Seat seat)
    {
        lock (room.Gate)
        {
            return new(room.TryApplyUnsynchronized(room.Roster.Leave(seat)));
        }
    }

    public ValueTask<bool> SetDataAsync(IRosterReplica room, Seat seat, RawJson data)
    {
        lock (room.Gate)
        {
            return new(room.TryApplyUnsynchronized(room.Roster.SetData(seat, data)));
        }
    }

    public ValueTask<(RoomDataOutcome Outcome, long Version)> SetRoomDataAsync(IRosterReplica room, RawJson data, long? expectedVersion, Seat? setter)
    {
        lock (room.Gate)
        {
            var outcome = room.Roster.SetRoomData(data, expectedVersion, setter, out var step);
            room.TryApplyUnsynchronized(step);
            return new((outcome, room.Roster.Data.Version));
        }
    }

    public ValueTask<bool> CloseAsync(IRosterReplica room)
    {
        lock (room.Gate)
        {
            return new(room.TryApplyUnsynchronized(room.Roster.Close()));
        }
    }

    public ValueTask ReleaseAsync(IRosterReplica room) => default;

    public ValueTask<IReadOnlyCollection<string>> FindRoomsAsync() => new([]);

    public ValueTask<bool> TryLoadAsync(IRosterReplica room) => new(false);
}
