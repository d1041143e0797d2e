using System.Globalization;

namespace Protoo.Clustering.Redis;

/// <summary>
/// Renews the lease that tells the other instances that this one is alive. A lost lease is never taken again: other instances may still be
/// removing its seats and must not hit later ones, so the next lease has another name.
/// </summary>
/// <param name="instance">The id of this instance.</param>
/// <param name="leases">The lease store.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class Heartbeat(InstanceId instance, ILeases leases, TimeProvider timeProvider)
{
    /// <summary>How long a lease lasts unless it is renewed.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(6);

    // Shorter than the lease time: a process that was frozen must not act on a lease that others may have swept.
    private static readonly TimeSpan s_freshness = TimeSpan.FromSeconds(5);

    // Written only by the heartbeat, and read by all threads.
    private long _lastBeat;
    private int _epoch;
    private volatile bool _isHeld;

    /// <summary>The lease under which seats are taken.</summary>
    public string Lease => string.Create(CultureInfo.InvariantCulture, $"{LeasePrefix(instance.Value)}{Volatile.Read(ref _epoch)}");

    /// <summary>Whether the lease was held when its state was last known.</summary>
    public bool IsHeld => _isHeld;

    /// <summary>How long ago the lease was renewed; null if it is not held.</summary>
    public TimeSpan? Age => _isHeld ? timeProvider.GetElapsedTime(Volatile.Read(ref _lastBeat)) : null;

    /// <summary>Whether the lease is certain to be still held.</summary>
    public bool IsFresh => Age < s_freshness;

    /// <summary>Returns the prefix of all leases of an instance.</summary>
    public static string LeasePrefix(string instance) => $"{instance}#";

    /// <summary>Returns the instance that holds a lease.</summary>
    public static string InstanceOf(string lease) => lease[..lease.LastIndexOf('#')];

    /// <summary>Renews the lease, or takes it if it is not held.</summary>
    public async Task<LeaseState> BeatAsync()
    {
        // Taken before the call, because Redis counts from a later moment.
        var time = timeProvider.GetTimestamp();
        var state = await leases.RenewAsync(Lease, isNew: !_isHeld).ConfigureAwait(false);
        if (state is LeaseState.Held or LeaseState.HeldAndOtherExpired)
        {
            Volatile.Write(ref _lastBeat, time);
            _isHeld = true;
        }

        return state;
    }

    /// <summary>Gives up a lost lease. The next beat takes another one.</summary>
    public void BeginAnew()
    {
        _isHeld = false;
        _ = Interlocked.Increment(ref _epoch);
    }
}
