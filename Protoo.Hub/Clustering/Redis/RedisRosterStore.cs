using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>
/// Many instances: the rules are Lua scripts, and the steps come back over the room's channel, to this instance as to all others.
/// </summary>
/// <param name="redis">The connection, which reconnects by itself.</param>
/// <param name="keys">The names of keys and channels.</param>
/// <param name="instance">The id of this instance, which no other has.</param>
/// <param name="logger">Where it logs.</param>
internal sealed class RedisRosterStore(IConnectionMultiplexer redis, RedisKeys keys, string instance, ILogger<RedisRosterStore> logger) : IRosterStore, IRoomRelay
{
    // Longer than a late leave can be on its way.
    private static readonly RedisValue s_emptyRoomIsRemembered = (long)TimeSpan.FromHours(1).TotalMilliseconds;

    private readonly ConcurrentDictionary<IRosterReplica, RoomSubscription> _subscriptions = new(ReferenceEqualityComparer.Instance);

    private readonly Lock _gate = new();
    private Task? _started;

    public string Instance { get; } = instance;

    public Action<RoomAnswer>? Answered { get; set; }

    public async ValueTask<bool> JoinAsync(IRosterReplica room, Seat claim, DuplicatePeer duplicatePeer, CancellationToken cancellationToken)
    {
        var subscription = _subscriptions.GetOrAdd(room, static (room, store) => new RoomSubscription(room, store.Redis, store.Keys, store.Instance, store.Logger), this);
        await StartAsync();
        await subscription.StartAsync();
        using var seating = subscription.Expect(claim);
        var isSeated = await TakeStepAsync(
            room,
            RosterScript.Join,
            claim.PeerId,
            RosterJson.Write(claim),
            claim.Data.Utf8,
            duplicatePeer == DuplicatePeer.Replace ? 1 : 0,
            keys.RoomChannel(room.RoomId));
        if (isSeated && claim.Generation == 0)
        {
            // The step was not seen: when the room was read, another connection had the place already.
            claim.Vacate();
        }

        return isSeated;
    }

    public ValueTask<bool> LeaveAsync(IRosterReplica room, string peerId, long generation, CancellationToken cancellationToken)
    {
        return TakeStepAsync(
            room,
            RosterScript.Leave,
            peerId,
            generation,
            RosterJson.Write(peerId),
            keys.RoomChannel(room.RoomId),
            s_emptyRoomIsRemembered);
    }

    public ValueTask<bool> SetDataAsync(IRosterReplica room, string peerId, long generation, RawJson data, CancellationToken cancellationToken)
    {
        return TakeStepAsync(
            room,
            RosterScript.SetData,
            peerId,
            generation,
            RosterJson.Write(peerId),
            keys.RoomChannel(room.RoomId),
            data.Utf8);
    }

    public ValueTask<bool> CloseAsync(IRosterReplica room, CancellationToken cancellationToken)
    {
        return TakeStepAsync(room, RosterScript.Close, keys.RoomChannel(room.RoomId), s_emptyRoomIsRemembered);
    }

    public async ValueTask ReleaseAsync(IRosterReplica room)
    {
        if (_subscriptions.TryRemove(room, out var subscription))
        {
            await subscription.StopAsync();
        }
    }

    public void Publish(IRosterReplica room, RoomMessage message)
    {
        _ = redis.GetSubscriber().Publish(
            RedisChannel.Literal(keys.RoomChannel(room.RoomId)),
            RosterJson.Write(message, Instance),
            CommandFlags.FireAndForget);
    }

    public void Answer(string instance, RoomAnswer answer)
    {
        _ = redis.GetSubscriber().Publish(
            RedisChannel.Literal(keys.InstanceChannel(instance)),
            RosterJson.Write(answer),
            CommandFlags.FireAndForget);
    }

    // Answers come by the instance's own channel.
    private Task StartAsync()
    {
        lock (_gate)
        {
            return _started ??= redis.GetSubscriber().SubscribeAsync(
                RedisChannel.Literal(keys.InstanceChannel(Instance)),
                (_, message) => Answered?.Invoke(RosterJson.ReadAnswer(((ReadOnlyMemory<byte>)message).Span)));
        }
    }

    private IConnectionMultiplexer Redis => redis;

    private RedisKeys Keys => keys;

    private ILogger Logger => logger;

    private async ValueTask<bool> TakeStepAsync(IRosterReplica room, string script, params RedisValue[] arguments)
    {
        var version = (long)await redis.GetDatabase().ScriptEvaluateAsync(script, [keys.Room(room.RoomId)], arguments);
        if (version == 0)
        {
            return false;
        }

        if (_subscriptions.TryGetValue(room, out var subscription))
        {
            await subscription.WaitForAsync(version);
        }

        return true;
    }
}
