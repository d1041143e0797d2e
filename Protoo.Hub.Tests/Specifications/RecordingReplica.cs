using Protoo.Clustering;

namespace Protoo.Tests.Specifications;

/// <summary>An instance's copy of a room's roster that records what was done to it.</summary>
internal sealed class RecordingReplica(string roomId) : IRosterReplica
{
    private readonly List<RosterStep> _steps = [];
    private readonly List<Seat> _vacated = [];
    private readonly List<RoomMessage> _messages = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waits = [];

    public string RoomId { get; } = roomId;

    public Lock Gate { get; } = new();

    public Roster Roster { get; } = new();

    /// <summary>The steps, in the order applied.</summary>
    public IReadOnlyList<RosterStep> Steps
    {
        get
        {
            lock (Gate)
            {
                return [.. _steps];
            }
        }
    }

    /// <summary>The seats that became vacant, in order.</summary>
    public IReadOnlyList<Seat> Vacated
    {
        get
        {
            lock (Gate)
            {
                return [.. _vacated];
            }
        }
    }

    /// <summary>The messages of other instances, in the order received.</summary>
    public IReadOnlyList<RoomMessage> Messages
    {
        get
        {
            lock (Gate)
            {
                return [.. _messages];
            }
        }
    }

    /// <summary>The version before the first step.</summary>
    public long Start
    {
        get
        {
            lock (Gate)
            {
                return Roster.Version - _steps.Count;
            }
        }
    }

    public IReadOnlyList<Seat> Seats
    {
        get
        {
            lock (Gate)
            {
                return [.. Roster.Seats];
            }
        }
    }

    public Seat Find(string peerId)
    {
        lock (Gate)
        {
            return Roster.Find(peerId) ?? throw new InvalidOperationException($"There is no peer '{peerId}'.");
        }
    }

    /// <summary>Completes when this many steps are applied here.</summary>
    public Task WaitForAsync(int count)
    {
        lock (Gate)
        {
            if (_steps.Count >= count)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waits.Add((count, reached));
            return reached.Task.DefaultTimeout();
        }
    }

    public void SendTogether(Action handle) => handle();

    public void ReceiveUnsynchronized(RoomMessage message)
    {
        Assert.True(Gate.IsHeldByCurrentThread);
        _messages.Add(message);
    }

    public void LoadUnsynchronized(long version, IReadOnlyList<Seat> seats, RoomData? data = null)
    {
        Assert.True(Gate.IsHeldByCurrentThread);
        _vacated.AddRange(Roster.Load(version, seats, data).Vacated);
    }

    public void ApplyUnsynchronized(RosterStep step)
    {
        Assert.True(Gate.IsHeldByCurrentThread);
        _vacated.AddRange(Roster.Apply(step));
        _steps.Add(step);
        foreach (var (_, reached) in _waits.Where(wait => wait.Count <= _steps.Count))
        {
            reached.TrySetResult();
        }
    }
}
