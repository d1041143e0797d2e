using System.Collections.Concurrent;
using System.Globalization;
using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>Asks other instances by their channels, and answers what they ask.</summary>
internal sealed class InstanceRelay(
    RedisConnection connection,
    InstanceId instance,
    Membership membership,
    ILocalInstance local,
    TimeProvider timeProvider) : IInstanceRelay
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<long, TaskCompletionSource<InstanceStatus>> _asked = new();

    // Incremented for each question.
    private long _lastCall;

    public async Task<IReadOnlyDictionary<string, TimeSpan>> FindLeasesAsync()
    {
        membership.ThrowIfStale();
        var result = (RedisValue[])(await connection.EvaluateAsync(
            RosterScript.Leases,
            [connection.Keys.Leases],
            (long)Heartbeat.LeaseTime.TotalMilliseconds).ConfigureAwait(false))!;
        var leases = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        foreach (var pair in result.Chunk(2))
        {
            // An instance that has lost its lease, and taken another, may have both for a moment.
            var holder = Heartbeat.InstanceOf(pair[0].ToString());
            var age = TimeSpan.FromMilliseconds(long.Parse(pair[1].ToString(), CultureInfo.InvariantCulture));
            leases[holder] = leases.TryGetValue(holder, out var other) && other < age ? other : age;
        }

        return leases;
    }

    public async Task<InstanceStatus?> AskAsync(string instance, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastCall);
        var answer = new TaskCompletionSource<InstanceStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[id] = answer;
        try
        {
            Call(instance, hub: null, new InstanceCall(InstanceCallKind.Status, Instance) { Id = id });
            return await answer.Task.WaitAsync(s_patience, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            _asked.TryRemove(id, out _);
        }
    }

    public void Drain(string instance) => Call(instance, hub: null, new InstanceCall(InstanceCallKind.Drain, Instance));

    public void Watch(string instance, string hub, string roomId, bool includesData)
    {
        Call(instance, hub, new InstanceCall(InstanceCallKind.Watch, Instance) { RoomId = roomId, IncludesData = includesData });
    }

    public void Report(string instance, string hub, string roomId, IReadOnlyList<RoomTraffic> traffic)
    {
        Send(instance, new InstanceMessage { Hub = hub, RoomId = roomId, Traffic = [.. traffic] });
    }

    /// <summary>Handles what other instances ask, and answer.</summary>
    public void OnMessage(InstanceMessage message)
    {
        switch (message)
        {
            case { Call: { Kind: InstanceCallKind.Status } call }:
                Send(call.From, new InstanceMessage { CallId = call.Id, Status = local.GetStatus() });
                break;
            case { Call.Kind: InstanceCallKind.Drain }:
                local.Drain();
                break;
            case { Call: { Kind: InstanceCallKind.Watch, RoomId: { } roomId } call }:
                membership.FindHub(message.Hub)?.Watches.Watch(call.From, roomId, call.IncludesData);
                break;
            case { Status: { } status }:
                _asked.GetValueOrDefault(message.CallId)?.TrySetResult(status);
                break;
            case { RoomId: { } roomId, Traffic: { } traffic }:
                membership.FindHub(message.Hub)?.Watches.Receive(roomId, traffic);
                break;
        }
    }

    private string Instance => instance.Value;

    private void Call(string instance, string? hub, InstanceCall call) => Send(instance, new InstanceMessage { Hub = hub, Call = call });

    private void Send(string instance, InstanceMessage message)
    {
        try
        {
            _ = connection.Subscriber.Publish(connection.Keys.ChannelOf(instance), RosterJson.Write(message), CommandFlags.FireAndForget);
        }
        catch (Exception exception) when (RedisConnection.IsOutage(exception))
        {
            // Nobody waits longer for that than for an instance that does not answer.
        }
    }
}
