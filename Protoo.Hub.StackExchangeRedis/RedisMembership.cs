using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>
/// Makes this process an instance of the cluster, by a lease that its heartbeat renews. While the heart does not beat, its stores are
/// detached: each room goes on among the peers of this instance. When it beats again, they put their peers back, and catch up.
/// </summary>
internal sealed partial class RedisMembership(
    RedisConnection connection,
    RedisFaults faults,
    RedisRehearsal rehearsal,
    LeaseSweeper sweeper,
    TimeProvider timeProvider,
    ILogger<RedisMembership> logger) : BackgroundService
{
    // With the time that Redis may take to answer, an outage is known within two seconds.
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan s_leaseTime = TimeSpan.FromSeconds(6);

    // A process that was frozen must not act on a lease that others may have swept.
    private static readonly TimeSpan s_freshness = TimeSpan.FromSeconds(5);

    // After Redis has lost its data, instances come back one after the other.
    private static readonly TimeSpan s_settleTime = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _hurry = new(0, 1);
    private readonly List<RedisRosterStore> _stores = [];
    private TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource? _returning;
    private long _lastBeat;
    private long _memberSince;
    private int _epoch;
    private volatile bool _holdsLease;
    private volatile bool _mustSettle;
    private volatile bool _isMember;

    private enum Beat
    {
        Failed,
        LeaseLost,
        LeaseHeld,
        OtherLeaseExpired,
    }

    /// <summary>The id of this instance, which no other process ever has.</summary>
    public string Instance { get; } = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid().ToString("N")[..8]}";

    private InstanceChannel Channel => field ??= new InstanceChannel(connection, Instance, timeProvider);

    /// <inheritdoc cref="RosterJson.WriteStartOfNotification" />
    public byte[] StartOfNotification => field ??= RosterJson.WriteStartOfNotification(Instance);

    /// <summary>What every lease of an instance begins with.</summary>
    public static string LeasePrefix(string instance) => $"{instance}#";

    /// <summary>The lease under which seats are taken. When one was lost, the next is another: what is swept of the lost one hits no later seat.</summary>
    public string Lease => string.Create(CultureInfo.InvariantCulture, $"{LeasePrefix(Instance)}{Volatile.Read(ref _epoch)}");

    public bool IsMember => _isMember && IsFresh;

    /// <summary>Whether there is nothing to wait for: the heart does not beat.</summary>
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

    /// <summary>The rooms that have peers here.</summary>
    public IEnumerable<RoomSubscription> Subscriptions => GetStores().SelectMany(static store => store.Subscriptions);

    private bool IsFresh => timeProvider.GetElapsedTime(Volatile.Read(ref _lastBeat)) < s_freshness;

    /// <summary>Completes when this process is an instance of the cluster, and has caught up.</summary>
    public Task WaitUntilMemberAsync(CancellationToken cancellationToken) => Volatile.Read(ref _joined).Task.WaitAsync(cancellationToken);

    public void Add(RedisRosterStore store)
    {
        lock (_gate)
        {
            _stores.Add(store);
        }
    }

    /// <exception cref="ProtooException">503: the lease may be gone.</exception>
    public void ThrowIfStale()
    {
        if (!IsFresh)
        {
            Leave();
            throw connection.Unreachable();
        }
    }

    /// <summary>Others have removed seats of this instance: they hold it for dead.</summary>
    public void LoseLease()
    {
        Leave();
        Hurry();
    }

    /// <summary>Something took too long: finds out at once whether Redis is there.</summary>
    public void Hurry()
    {
        lock (_gate)
        {
            if (_hurry.CurrentCount == 0)
            {
                _hurry.Release();
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Detach();
        if (_holdsLease && connection.IsConnected)
        {
            try
            {
                // Should a seat be left, the others sweep it at once.
                await connection.Database
                    .SortedSetAddAsync(connection.Keys.Leases, Lease, 0, SortedSetWhen.Exists)
                    .WaitAsync(RedisConnection.Timeout, timeProvider, cancellationToken);
            }
            catch (Exception exception) when (RedisConnection.IsOutage(exception) || exception is OperationCanceledException)
            {
                Log.LeaseNotReturned(logger, exception);
            }
        }
    }

    public override void Dispose()
    {
        _hurry.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var multiplexer = await connection.WaitForConnectionAsync().WaitAsync(stoppingToken);
            multiplexer.ConnectionFailed += (_, _) => Hurry();
            multiplexer.ConnectionRestored += (_, _) => Doubt();
            await Channel.SubscribeAsync(OnAnswer, OnLeaseExpired, stoppingToken);
            while (true)
            {
                await LiveAsync();
                await _hurry.WaitAsync(s_interval, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task LiveAsync()
    {
        var beat = await BeatAsync();
        if (beat == Beat.LeaseLost)
        {
            Log.LeaseLost(logger, Lease);
            Leave();
            _holdsLease = false;
            _mustSettle = true;
            _ = Interlocked.Increment(ref _epoch);
            beat = await BeatAsync();
        }

        if (beat == Beat.Failed)
        {
            Leave();
            return;
        }

        CancellationTokenSource? returning = null;
        lock (_gate)
        {
            if (!_isMember && _returning is null)
            {
                _returning = returning = new CancellationTokenSource();
            }
        }

        if (returning is not null)
        {
            _ = ReturnAsync(returning);
        }

        // Whoever was away does not know who else was, and will be back in a moment.
        if (beat == Beat.OtherLeaseExpired && _isMember && timeProvider.GetElapsedTime(Volatile.Read(ref _memberSince)) > s_leaseTime)
        {
            sweeper.Start();
        }
    }

    private async Task<Beat> BeatAsync()
    {
        if (!connection.IsConnected)
        {
            connection.Explain();
            return Beat.Failed;
        }

        var time = timeProvider.GetTimestamp();
        var heard = Channel.ExpectBeat(out var message);
        try
        {
            var keys = connection.Keys;
            var result = (int)await connection.EvaluateAsync(
                RosterScript.Renew,
                [keys.Leases, keys.Claims],
                Lease,
                (long)s_leaseTime.TotalMilliseconds,
                _holdsLease ? 0 : 1,
                keys.ForScript(keys.InstanceChannel(Instance)),
                message,
                connection.Expiry.LeasesForScript);
            if (result == 0)
            {
                return Beat.LeaseLost;
            }

            _holdsLease = true;
            await heard.WaitAsync(RedisConnection.Timeout, timeProvider);
            Volatile.Write(ref _lastBeat, time);
            return result == 2 ? Beat.OtherLeaseExpired : Beat.LeaseHeld;
        }
        catch (Exception exception) when (RedisConnection.IsOutage(exception))
        {
            _ = connection.Fail(exception);
            return Beat.Failed;
        }
    }

    private async Task ReturnAsync(CancellationTokenSource returning)
    {
        try
        {
            await rehearsal.RunAsync(Lease);
            var stores = GetStores();
            if (_mustSettle)
            {
                // Nobody takes a peer for gone before its instance had the time to put it back.
                await Task.WhenAll(stores.Select(store => store.PutBackAsync(returning.Token)));
                await Task.Delay(s_settleTime, timeProvider, returning.Token);
            }

            await Task.WhenAll(stores.Select(store => store.AttachAsync(returning.Token)));
            lock (_gate)
            {
                returning.Token.ThrowIfCancellationRequested();
                _returning = null;
                _mustSettle = false;
                _memberSince = timeProvider.GetTimestamp();
                _isMember = true;
            }

            foreach (var store in GetStores())
            {
                store.AttachRest();
            }

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

            // The next heartbeat tries again.
            lock (_gate)
            {
                _returning = _returning == returning ? null : _returning;
            }
        }
        finally
        {
            returning.Dispose();
        }
    }

    private void Leave()
    {
        if (Detach())
        {
            Log.Left(logger);
        }
    }

    /// <returns>Whether this process was an instance of the cluster.</returns>
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
            foreach (var store in GetStores())
            {
                store.Detach();
            }
        }

        return wasMember;
    }

    // Messages may have been missed, without an outage that a heartbeat saw.
    private void Doubt()
    {
        foreach (var store in GetStores())
        {
            store.Doubt();
        }
    }

    private RedisRosterStore[] GetStores()
    {
        lock (_gate)
        {
            return [.. _stores];
        }
    }

    private void OnAnswer(InstanceMessage message)
    {
        Array.Find(GetStores(), store => store.Hub == message.Hub)?.Requester?.Complete(message.Answer!);
    }

    private void OnLeaseExpired(string lease)
    {
        if (lease == Lease)
        {
            LoseLease();
            return;
        }

        var instance = lease[..lease.LastIndexOf('#')];
        foreach (var store in GetStores())
        {
            store.Requester?.FailInstance(instance);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Redis can be used. Member of the cluster, with lease {Lease}.", EventName = "Joined")]
        public static partial void Joined(ILogger logger, string lease);

        [LoggerMessage(2, LogLevel.Warning, "No member of the cluster any more. Rooms go on among the peers of this instance.", EventName = "Left")]
        public static partial void Left(ILogger logger);

        [LoggerMessage(3, LogLevel.Warning, "The lease {Lease} is gone: this instance was held for dead, or Redis has lost its data. Its peers are put back.", EventName = "LeaseLost")]
        public static partial void LeaseLost(ILogger logger, string lease);

        [LoggerMessage(4, LogLevel.Error, "The rooms could not be brought in line with Redis.", EventName = "ReturnFailed")]
        public static partial void ReturnFailed(ILogger logger, Exception exception);

        [LoggerMessage(5, LogLevel.Warning, "The lease could not be given back. It will expire.", EventName = "LeaseNotReturned")]
        public static partial void LeaseNotReturned(ILogger logger, Exception exception);
    }
}
