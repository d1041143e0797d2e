namespace Protoo.Clustering.Redis;

/// <summary>What is known of a lease after an attempt to renew it.</summary>
internal enum LeaseState
{
    /// <summary>Redis could not be asked, or its answer was not heard: the lease may be held, or not.</summary>
    Unknown,

    /// <summary>The lease is gone: others presume this instance dead, or Redis has lost its data.</summary>
    Lost,

    /// <summary>The lease is renewed.</summary>
    Held,

    /// <summary>The lease is renewed, and the lease of another instance has expired.</summary>
    HeldAndOtherExpired,
}
