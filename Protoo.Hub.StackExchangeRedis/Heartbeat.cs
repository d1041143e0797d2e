using System.Globalization;

namespace Protoo.Clustering.Redis;

/// <summary>
/// Renews the lease by which the other instances know that this one is alive. A lease that was lost is not taken again: what others still remove
/// of it must not hit a later seat, so the next lease has another name.
/// </summary>
/// <param name="instance">The id of this instance.</param>
/// <param name="leases">Where the lease is kept.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class Heartbeat(InstanceId instance, ILeases leases, TimeProvider timeProvider)
{
    /// <summary>How long a lease lasts unless it is renewed.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(6);

    // Less than the lease lasts: a process that was frozen must not act on one that others may have swept.
    private static readonly TimeSpan s_freshness = TimeSpan.FromSeconds(5);

    // Written by the one that beats, and read by all.
    private long _lastBeat;
    private int _epoch;
    private volatile bool _isHeld;

    /// <summary>The lease under which seats are taken.</summary>
    public string Lease => string.Create(CultureInfo.InvariantCulture, $"{LeasePrefix(instance.Value)}{Volatile.Read(ref _epoch)}");

    /// <summary>Whether the lease was held when that was last known.</summary>
    public bool IsHeld => _isHeld;

    /// <summary>Whether the lease is still held for sure.</summary>
    public bool IsFresh => _isHeld && timeProvider.GetElapsedTime(Volatile.Read(ref _lastBeat)) < s_freshness;

    /// <summary>What every lease of an instance begins with.</summary>
    public static string LeasePrefix(string instance) => $"{instance}#";

    /// <summary>The instance that holds a lease.</summary>
    public static string InstanceOf(string lease) => lease[..lease.LastIndexOf('#')];

    /// <summary>Renews the lease, or takes it if it is not held.</summary>
    public async Task<LeaseState> BeatAsync()
    {
        // Redis counts from a moment that is later.
        var time = timeProvider.GetTimestamp();
        var state = await leases.RenewAsync(Lease, isNew: !_isHeld);
        if (state is LeaseState.Held or LeaseState.HeldAndOtherExpired)
        {
            Volatile.Write(ref _lastBeat, time);
            _isHeld = true;
        }

        return state;
    }

    /// <summary>The lease is lost. The next beat takes another.</summary>
    public void BeginAnew()
    {
        _isHeld = false;
        _ = Interlocked.Increment(ref _epoch);
    }
}
