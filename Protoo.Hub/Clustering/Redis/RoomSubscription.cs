using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>Keeps the replica of a room up to date: applies the steps of the room's channel in their order, and reads the room where one is missing.</summary>
internal sealed partial class RoomSubscription(IRosterReplica room, IConnectionMultiplexer redis, RedisKeys keys, string instance, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Seat> _expected = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, TaskCompletionSource> _waits = [];
    private readonly List<RosterChange> _early = [];
    private Task<ChannelMessageQueue>? _started;
    private bool _isReading;

    /// <summary>Subscribes, the first time.</summary>
    public Task StartAsync()
    {
        lock (_gate)
        {
            return _started ??= SubscribeAsync();
        }
    }

    public async Task StopAsync()
    {
        Task<ChannelMessageQueue>? started;
        lock (_gate)
        {
            started = _started;
        }

        if (started is not null)
        {
            await (await started).UnsubscribeAsync();
        }
    }

    /// <summary>Says whose seat it will be that a step is about to bring.</summary>
    /// <returns>Ends the expectation.</returns>
    public IDisposable Expect(Seat claim)
    {
        lock (room.Gate)
        {
            _expected[claim.ConnectionId] = claim;
        }

        return new Expectation(this, claim);
    }

    /// <summary>Completes when a step, and all before it, are applied here.</summary>
    public Task WaitForAsync(long version)
    {
        lock (room.Gate)
        {
            if (room.Roster.Version >= version)
            {
                return Task.CompletedTask;
            }

            if (!_waits.TryGetValue(version, out var wait))
            {
                _waits.Add(version, wait = new(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            return wait.Task;
        }
    }

    private async Task<ChannelMessageQueue> SubscribeAsync()
    {
        var queue = await redis.GetSubscriber().SubscribeAsync(RedisChannel.Literal(keys.RoomChannel(room.RoomId)));
        queue.OnMessage(OnMessage);
        return queue;
    }

    private void OnMessage(ChannelMessage message)
    {
        try
        {
            RosterJson.Read(((ReadOnlyMemory<byte>)message.Message).Span, out var change, out var roomMessage, out var from);
            lock (room.Gate)
            {
                if (change is not null)
                {
                    ApplyUnsynchronized(change);
                }
                else if (roomMessage is not null && from != instance)
                {
                    room.ReceiveUnsynchronized(roomMessage);
                }
            }
        }
        catch (Exception exception)
        {
            // The next step finds this one missing.
            Log.StepFailed(logger, room.RoomId, exception);
        }
    }

    private void ApplyUnsynchronized(RosterChange change)
    {
        if (change.Version <= room.Roster.Version)
        {
            return;
        }

        if (_isReading || change.Version > room.Roster.Version + 1)
        {
            _early.Add(change);
            ReadUnsynchronized();
            return;
        }

        room.ApplyUnsynchronized(Seated(change));
        CompleteWaitsUnsynchronized();
    }

    // The seat of a connection of this instance is the object that it holds.
    private RosterChange Seated(RosterChange change) => change switch
    {
        RosterChange.Joined joined => joined with { Seat = Seated(joined.Seat) },
        RosterChange.Replaced replaced => replaced with { Seat = Seated(replaced.Seat) },
        _ => change,
    };

    private Seat Seated(Seat seat) => _expected.GetValueOrDefault(seat.ConnectionId, seat);

    private Seat SeatedAsRead(Seat seat)
    {
        var seated = Seated(seat);
        seated.Generation = seat.Generation;
        seated.Data = seat.Data;
        return seated;
    }

    private void ReadUnsynchronized()
    {
        if (!_isReading)
        {
            _isReading = true;
            _ = ReadAsync();
        }
    }

    private async Task ReadAsync()
    {
        HashEntry[] fields;
        try
        {
            fields = await redis.GetDatabase().HashGetAllAsync(keys.Room(room.RoomId));
        }
        catch (Exception exception)
        {
            Log.ReadFailed(logger, room.RoomId, exception);
            lock (room.Gate)
            {
                // The next step finds it missing again.
                _isReading = false;
                _early.Clear();
            }

            return;
        }

        lock (room.Gate)
        {
            _isReading = false;
            var (version, seats) = RosterSnapshot.Read(fields);
            if (version > room.Roster.Version)
            {
                room.LoadUnsynchronized(version, [.. seats.Select(SeatedAsRead)]);
                CompleteWaitsUnsynchronized();
            }

            RosterChange[] early = [.. _early];
            _early.Clear();
            foreach (var change in early)
            {
                ApplyUnsynchronized(change);
            }
        }
    }

    private void CompleteWaitsUnsynchronized()
    {
        while (_waits.Count > 0 && _waits.First() is var (version, wait) && version <= room.Roster.Version)
        {
            _waits.Remove(version);
            wait.SetResult();
        }
    }

    private sealed class Expectation(RoomSubscription subscription, Seat claim) : IDisposable
    {
        public void Dispose()
        {
            lock (subscription.Room.Gate)
            {
                subscription._expected.Remove(claim.ConnectionId);
            }
        }
    }

    private IRosterReplica Room => room;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A step of room {RoomId} could not be applied.", EventName = "StepFailed")]
        public static partial void StepFailed(ILogger logger, string roomId, Exception exception);

        [LoggerMessage(2, LogLevel.Warning, "Room {RoomId} could not be read.", EventName = "ReadFailed")]
        public static partial void ReadFailed(ILogger logger, string roomId, Exception exception);
    }
}
