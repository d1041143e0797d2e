namespace Protoo.Clustering;

/// <summary>Makes the store of each hub: rooms of different hubs have nothing to do with each other.</summary>
internal interface IRosterStoreFactory
{
    /// <summary>The id of this instance.</summary>
    string Instance { get; }

    /// <summary>Whether the other instances can be reached. Always, if there are none.</summary>
    bool IsAvailable { get; }

    /// <summary>Why they cannot, as far as that is known.</summary>
    string? Obstacle { get; }

    /// <param name="hub">The name of the hub, the same on all instances.</param>
    /// <param name="requests">The hub's requests to peers that wait for an answer.</param>
    /// <returns>The store, and the way to other instances; null if this one is alone.</returns>
    (IRosterStore Store, IRoomRelay? Relay) Create(string hub, IPendingRequests requests);
}
