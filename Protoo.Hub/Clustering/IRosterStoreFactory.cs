namespace Protoo.Clustering;

/// <summary>Creates the store of each hub. Rooms of different hubs are independent of each other.</summary>
internal interface IRosterStoreFactory
{
    /// <summary>The id of this instance.</summary>
    string Instance { get; }

    /// <summary>Whether the other instances can be reached; always true if there are none.</summary>
    bool IsAvailable { get; }

    /// <summary>Why the other instances cannot be reached, if known.</summary>
    string? Obstacle { get; }

    /// <summary>How long ago this instance renewed its lease; null if there are no others, or it holds none.</summary>
    TimeSpan? LeaseAge { get; }

    /// <param name="hub">The name of the hub, which is the same on all instances.</param>
    /// <param name="requests">The hub's requests to peers that wait for an answer.</param>
    /// <param name="watches">The hub's rooms that are watched.</param>
    /// <returns>The store, and the relay to other instances, which is null if this instance is alone.</returns>
    (IRosterStore Store, IRoomRelay? Relay) Create(string hub, IPendingRequests requests, IRoomWatches watches);
}
