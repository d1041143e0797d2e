namespace Protoo.Clustering.Redis;

/// <summary>The leases of all instances, as far as an instance needs them to be one of the cluster.</summary>
internal interface ILeases
{
    /// <summary>Renews a lease. It does not throw.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="isNew">Whether the lease is not held yet, and is taken.</param>
    Task<LeaseState> RenewAsync(string lease, bool isNew);

    /// <summary>Gives a lease back, so that others remove the seats that are left at once.</summary>
    Task ReturnAsync(string lease, CancellationToken cancellationToken);

    /// <summary>Does once all that an instance needs Redis for, under a lease.</summary>
    /// <exception cref="ProtooException">503: something cannot be done.</exception>
    Task RehearseAsync(string lease);

    /// <summary>Begins to remove the seats of the leases that have expired. It does not wait.</summary>
    void Sweep();
}
