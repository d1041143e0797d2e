namespace Protoo.Clustering;

/// <summary>Makes the store of each hub: rooms of different hubs have nothing to do with each other.</summary>
internal interface IRosterStoreFactory
{
    /// <summary>Whether the other instances can be reached. Always, if there are none.</summary>
    bool IsAvailable { get; }

    /// <summary>Why they cannot, as far as that is known.</summary>
    string? Obstacle { get; }

    /// <param name="hub">The name of the hub, the same on all instances.</param>
    /// <returns>The store, which is an <see cref="IRoomRelay"/> as well if there are other instances.</returns>
    IRosterStore Create(string hub);
}
