namespace Protoo.Clustering.Redis;

/// <summary>The rooms of a hub that have peers on this instance, as far as the cluster is concerned.</summary>
internal interface IHubRooms
{
    /// <summary>The name of the hub.</summary>
    string Hub { get; }

    /// <summary>The requests to peers of other instances.</summary>
    IPendingRequests Requests { get; }

    IEnumerable<RoomSubscription> Subscriptions { get; }

    /// <summary>Puts the peers of this instance back. Their rooms go on without the other instances.</summary>
    Task PutBackAsync(CancellationToken cancellationToken);

    /// <summary>Puts the peers of this instance back, and brings their rooms up to date.</summary>
    Task AttachAsync(CancellationToken cancellationToken);

    /// <summary>Attaches the rooms that were opened meanwhile.</summary>
    void AttachRest();

    /// <summary>The rooms go on without the other instances.</summary>
    void Detach();

    /// <summary>Brings all rooms up to date, because something may have been missed.</summary>
    void Recheck();
}
