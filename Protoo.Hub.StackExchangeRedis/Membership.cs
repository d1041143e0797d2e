using Microsoft.Extensions.Logging;

namespace Protoo.Clustering.Redis;

/// <summary>
/// Tracks whether this process is a member of the cluster. While it is not, its rooms are detached: each goes on among the peers of this
/// instance.
/// </summary>
/// <remarks>
/// <para>There are three states: away, returning, and member. The process starts away.</para>
/// <list type="table">
/// <item><term>a beat renews the lease</term><description>Away: starts to return. Every Redis operation is tried, and all rooms are
/// attached. Member: attaches any room that is detached all the same, such as one opened while the last beat was found too
/// old.</description></item>
/// <item><term>a beat finds the lease lost</term><description>Becomes away, and at once returning, under another lease. Before the rooms
/// are attached, peers are put back, and the other instances get time to do the same, because Redis may have lost all
/// data.</description></item>
/// <item><term>a beat fails</term><description>Becomes away.</description></item>
/// <item><term>the return ends</term><description>Becomes a member. If the return failed: becomes away, and the next beat tries
/// again.</description></item>
/// <item><term>the last beat is found too old, or others have removed seats of this instance</term><description>Becomes away. In the second
/// case, the next beat follows at once.</description></item>
/// </list>
/// </remarks>
internal sealed partial class Membership(
    InstanceId instance,
    Heartbeat heartbeat,
    ILeases leases,
    RedisFaults faults,
    RedisMetrics metrics,
    TimeProvider timeProvider,
    ILogger<Membership> logger) : IClusterInstance, IDisposable
{
    // After Redis has lost its data, instances come back one by one.
    private static readonly TimeSpan s_settleTime = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();

    // Guarded by the gate; volatile fields are also read without it.
    private readonly List<IHubRooms> _hubs = [];
    private TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource? _returning;
    private bool _mustSettle;
    private long _memberSince;
    private volatile bool _isMember;

    // Released to make the next beat due at once.
    private readonly SemaphoreSlim _beatNow = new(0, 1);

    public string Instance => instance.Value;

    /// <summary>How long ago the lease was renewed; null if none is held.</summary>
    public TimeSpan? LeaseAge => heartbeat.Age;

    public byte[] StartOfNotification => field ??= RosterJson.WriteStartOfNotification(Instance);

    public string Lease => heartbeat.Lease;

    public bool IsMember => _isMember && heartbeat.IsFresh;

    public bool IsAway
    {
        get
        {
            lock (_gate)
            {
                return !_isMember && _returning is null;
            }
        }
    }

    /// <summary>The rooms with peers on this instance, of all hubs.</summary>
    public IEnumerable<RoomSubscription> Subscriptions => GetHubs().SelectMany(static hub => hub.Subscriptions);

    /// <summary>Completes when this process is a member of the cluster and has caught up.</summary>
    public Task WaitUntilMemberAsync(CancellationToken cancellationToken) => Volatile.Read(ref _joined).Task.WaitAsync(cancellationToken);

    public void Add(IHubRooms hub)
    {
        lock (_gate)
        {
            _hubs.Add(hub);
        }
    }

    /// <exception cref="ProtooException">503: the lease may be gone.</exception>
    public void ThrowIfStale()
    {
        if (!heartbeat.IsFresh)
        {
            Leave();
            throw faults.Unreachable();
        }
    }

    public void LoseLease()
    {
        Leave();
        BeatNow();
    }

    public void BeatNow()
    {
        lock (_gate)
        {
            if (_beatNow.CurrentCount == 0)
            {
                _beatNow.Release();
            }
        }
    }

    /// <summary>Completes when the next beat is due.</summary>
    public Task WaitForBeatAsync(TimeSpan interval, CancellationToken cancellationToken) => _beatNow.WaitAsync(interval, cancellationToken);

    /// <summary>Renews the lease and acts on the result.</summary>
    public async Task BeatOnceAsync()
    {
        var state = await heartbeat.BeatAsync().ConfigureAwait(false);
        if (state == LeaseState.Lost)
        {
            Log.LeaseLost(logger, Lease);
            Leave();
            lock (_gate)
            {
                _mustSettle = true;
            }

            heartbeat.BeginAnew();
            state = await heartbeat.BeatAsync().ConfigureAwait(false);
        }

        if (state is LeaseState.Unknown or LeaseState.Lost)
        {
            Leave();
            return;
        }

        if (_isMember)
        {
            AttachRest();
        }
        else
        {
            Return();
        }

        // An instance that was away cannot tell which others were too, so it sweeps only after the lease time.
        if (state == LeaseState.HeldAndOtherExpired && _isMember && timeProvider.GetElapsedTime(Volatile.Read(ref _memberSince)) > Heartbeat.LeaseTime)
        {
            leases.Sweep();
        }
    }

    /// <summary>Detaches the rooms and gives the lease back, because the process is ending.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        _ = Detach();
        if (heartbeat.IsHeld)
        {
            await leases.ReturnAsync(Lease, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Brings all rooms up to date, because messages may have been missed in an outage that no beat noticed.</summary>
    public void Recheck()
    {
        foreach (var hub in GetHubs())
        {
            hub.Recheck();
        }
    }

    /// <summary>Finds the rooms of a hub by its name; null if this process has no such hub, or no rooms of it yet.</summary>
    public IHubRooms? FindHub(string? name) => Array.Find(GetHubs(), hub => hub.Hub == name);

    /// <summary>Handles an answer to a request of this instance.</summary>
    public void OnAnswer(InstanceMessage message)
    {
        FindHub(message.Hub)?.Requests.Complete(message.Answer!);
    }

    /// <summary>Handles the expiry of a lease, whose seats are being removed.</summary>
    public void OnLeaseExpired(string lease)
    {
        if (lease == Lease)
        {
            LoseLease();
            return;
        }

        var gone = Heartbeat.InstanceOf(lease);
        foreach (var hub in GetHubs())
        {
            hub.Requests.FailInstance(gone);
        }
    }

    public void Dispose() => _beatNow.Dispose();

    // Runs asynchronously, so that the heartbeat continues meanwhile.
    private void Return()
    {
        CancellationTokenSource returning;
        lock (_gate)
        {
            if (_isMember || _returning is not null)
            {
                return;
            }

            _returning = returning = new CancellationTokenSource();
        }

        _ = ReturnAsync(returning);
    }

    private async Task ReturnAsync(CancellationTokenSource returning)
    {
        try
        {
            await AttachAsync(returning.Token).ConfigureAwait(false);
            lock (_gate)
            {
                returning.Token.ThrowIfCancellationRequested();
                _returning = null;
                _mustSettle = false;
                Volatile.Write(ref _memberSince, timeProvider.GetTimestamp());
                _isMember = true;
            }

            AttachRest();
            faults.Clear();
            Log.Joined(logger, Lease);
            _ = Volatile.Read(ref _joined).TrySetResult();
        }
        catch (Exception exception)
        {
            if (exception is not OperationCanceledException && !RedisConnection.IsOutage(exception))
            {
                Log.ReturnFailed(logger, exception);
            }

            // The next beat tries again.
            lock (_gate)
            {
                _returning = _returning == returning ? null : _returning;
            }
        }
    }

    private async Task AttachAsync(CancellationToken cancellationToken)
    {
        await leases.RehearseAsync(Lease).ConfigureAwait(false);
        var hubs = GetHubs();
        bool mustSettle;
        lock (_gate)
        {
            mustSettle = _mustSettle;
        }

        if (mustSettle)
        {
            // No peer must be presumed gone before its instance has had time to put it back.
            await Task.WhenAll(hubs.Select(hub => hub.PutBackAsync(cancellationToken))).ConfigureAwait(false);
            await Task.Delay(s_settleTime, timeProvider, cancellationToken).ConfigureAwait(false);
        }

        await Task.WhenAll(hubs.Select(hub => hub.AttachAsync(cancellationToken))).ConfigureAwait(false);
    }

    private void AttachRest()
    {
        foreach (var hub in GetHubs())
        {
            hub.AttachRest();
        }
    }

    private void Leave()
    {
        if (Detach())
        {
            metrics.OutageBegan(faults.Latest?.Exception);
            Log.Left(logger);
        }
    }

    /// <returns>Whether this process was a member of the cluster.</returns>
    private bool Detach()
    {
        CancellationTokenSource? returning;
        bool wasMember;
        lock (_gate)
        {
            (returning, _returning) = (_returning, null);
            (wasMember, _isMember) = (_isMember, false);
            if (wasMember)
            {
                _joined = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        if (wasMember || returning is not null)
        {
            returning?.Cancel();
            foreach (var hub in GetHubs())
            {
                hub.Detach();
            }
        }

        return wasMember;
    }

    private IHubRooms[] GetHubs()
    {
        lock (_gate)
        {
            return [.. _hubs];
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Redis can be used. Member of the cluster, with lease {Lease}.", EventName = "Joined")]
        public static partial void Joined(ILogger logger, string lease);

        [LoggerMessage(2, LogLevel.Warning, "This instance is no longer a member of the cluster. Rooms go on among its own peers.", EventName = "Left")]
        public static partial void Left(ILogger logger);

        [LoggerMessage(3, LogLevel.Warning, "The lease {Lease} is gone: this instance was presumed dead, or Redis has lost its data. Its peers are put back.", EventName = "LeaseLost")]
        public static partial void LeaseLost(ILogger logger, string lease);

        [LoggerMessage(4, LogLevel.Error, "The rooms could not be brought in line with Redis.", EventName = "ReturnFailed")]
        public static partial void ReturnFailed(ILogger logger, Exception exception);
    }
}
