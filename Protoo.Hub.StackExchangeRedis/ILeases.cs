namespace Protoo.Clustering.Redis;

/// <summary>Provides what an instance needs from the leases of all instances to be a member of the cluster.</summary>
internal interface ILeases
{
    /// <summary>Renews a lease. Does not throw.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="isNew">True to take a lease that is not held yet.</param>
    Task<LeaseState> RenewAsync(string lease, bool isNew);

    /// <summary>Gives a lease back, so that other instances remove its remaining seats at once.</summary>
    Task ReturnAsync(string lease, CancellationToken cancellationToken);

    /// <summary>Performs once, under a lease, every operation that an instance needs from Redis.</summary>
    /// <exception cref="ProtooException">503: an operation failed.</exception>
    Task RehearseAsync(string lease);

    /// <summary>Starts to remove the seats of expired leases. Does not wait.</summary>
    void Sweep();
}
