using System.Threading.Channels;
using Protoo.Clustering;

namespace Protoo.Tests.Rooms;

/// <summary>
/// Stands in for the other instances of a cluster: applies steps at once, and records what would go to them. A test hands what they send
/// directly to the room.
/// </summary>
internal sealed class RecordingStore : IRosterStoreFactory, IRosterStore, IRoomRelay
{
    private readonly InMemoryRosterStore _steps = new("here");
    private readonly List<RoomMessage> _published = [];
    private readonly Channel<RoomAnswer> _answers = Channel.CreateUnbounded<RoomAnswer>();

    public string Instance => _steps.Instance;

    public bool IsAvailable { get; set; } = true;

    public TimeSpan? LeaseAge => null;

    public bool AdmitsWhileAway { get; set; }

    /// <summary>Whether another instance already has every peer, and keeps it.</summary>
    public bool Refuses { get; set; }

    public string? Obstacle => IsAvailable ? null : "The test has cut it off.";

    /// <summary>What another instance does after a seat is taken, before that is known here.</summary>
    public Action<IRosterReplica>? AfterJoin { get; set; }

    /// <summary>The requests of the hub.</summary>
    public IPendingRequests? Requests { get; private set; }

    public IReadOnlyList<RoomMessage> Published => _published;

    /// <summary>Rooms in which only other instances have peers.</summary>
    public Dictionary<string, Seat[]> Elsewhere { get; } = new(StringComparer.Ordinal);

    /// <summary>Has a peer of another instance join.</summary>
    public static Seat Join(IRosterReplica room, string peerId)
    {
        var seat = new Seat(peerId, $"connection of {peerId}", PeerTransport.Native, "elsewhere");
        lock (room.Gate)
        {
            _ = room.Roster.Join(seat, new(DuplicatePeer.Replace), out var step);
            room.TryApplyUnsynchronized(step);
        }

        return seat;
    }

    /// <summary>Receives another instance's message.</summary>
    public static void Receive(IRosterReplica room, RoomMessage message)
    {
        lock (room.Gate)
        {
            room.ReceiveUnsynchronized(message);
        }
    }

    public (IRosterStore Store, IRoomRelay? Relay) Create(string hub, IPendingRequests requests, IRoomWatches watches)
    {
        Requests = requests;
        return (this, this);
    }

    public bool TryPublish(IRosterReplica room, RoomMessage message)
    {
        _published.Add(message);
        return IsAvailable;
    }

    public void Answer(string instance, RoomAnswer answer) => _answers.Writer.TryWrite(answer);

    /// <summary>The next answer to another instance's request.</summary>
    public Task<RoomAnswer> NextAnswerAsync() => _answers.Reader.ReadAsync().AsTask().DefaultTimeout();

    // Only a cancellation ends the wait.
    public Task WaitUntilAvailableAsync(CancellationToken cancellationToken) => IsAvailable ? Task.CompletedTask : Task.Delay(Timeout.Infinite, cancellationToken);

    public async ValueTask<SeatOutcome> JoinAsync(IRosterReplica room, Seat claim, JoinRules rules)
    {
        var outcome = Refuses ? SeatOutcome.PeerExists : await _steps.JoinAsync(room, claim, rules);
        AfterJoin?.Invoke(room);
        return outcome;
    }

    public ValueTask<bool> LeaveAsync(IRosterReplica room, Seat seat) => _steps.LeaveAsync(room, seat);

    public ValueTask<bool> SetDataAsync(IRosterReplica room, Seat seat, RawJson data) => _steps.SetDataAsync(room, seat, data);

    public ValueTask<(RoomDataOutcome Outcome, long Version)> SetRoomDataAsync(IRosterReplica room, RawJson data, long? expectedVersion, Seat? setter)
    {
        return _steps.SetRoomDataAsync(room, data, expectedVersion, setter);
    }

    public ValueTask<bool> CloseAsync(IRosterReplica room) => _steps.CloseAsync(room);

    public ValueTask ReleaseAsync(IRosterReplica room) => default;

    public ValueTask<IReadOnlyCollection<string>> FindRoomsAsync() => new(Elsewhere.Keys);

    public ValueTask<bool> TryLoadAsync(IRosterReplica room)
    {
        if (!Elsewhere.TryGetValue(room.RoomId, out var seats))
        {
            return new(false);
        }

        lock (room.Gate)
        {
            room.LoadUnsynchronized(1, seats);
        }

        return new(true);
    }
}
