namespace Protoo.Clustering.Redis;

/// <summary>Describes what is known about a lease after an attempt to renew it.</summary>
internal enum LeaseState
{
    /// <summary>Redis could not be asked, or its answer did not arrive: the lease may or may not be held.</summary>
    Unknown,

    /// <summary>The lease is gone: other instances presume this one dead, or Redis has lost its data.</summary>
    Lost,

    /// <summary>The lease was renewed.</summary>
    Held,

    /// <summary>The lease was renewed, and the lease of another instance has expired.</summary>
    HeldAndOtherExpired,
}
