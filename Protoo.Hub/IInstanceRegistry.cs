namespace Protoo;

/// <summary>The instances of the cluster, or this process if it is alone, for what operators need. Inject it into controllers and services.</summary>
public interface IInstanceRegistry
{
    /// <summary>The id of this process, the same as <see cref="Peer.Instance"/> of its peers.</summary>
    string Instance { get; }

    /// <summary>Asks all instances how they are.</summary>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>
    /// What they answer within a second, in the order of their ids. If the other instances cannot be reached, only this one, as
    /// <see cref="InstanceState.Away"/>.
    /// </returns>
    Task<IReadOnlyList<InstanceStatus>> GetInstancesAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Drains an instance, as stopping its host would: it refuses new connections, and asks its clients, a few at a time, to reconnect to
    /// others. The process goes on, and its readiness check fails. It serves again only when it is restarted.
    /// </summary>
    /// <param name="instance">The id of the instance.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>False if there is no such instance. Completes when the instance was told, not when its clients are gone.</returns>
    /// <exception cref="ProtooException">503: the other instances cannot be reached.</exception>
    Task<bool> DrainAsync(string instance, CancellationToken cancellationToken = default);
}
