namespace Protoo.Clustering.Redis;

/// <summary>Represents the rooms of a hub that have peers on this instance to the cluster.</summary>
internal interface IHubRooms
{
    /// <summary>The name of the hub.</summary>
    string Hub { get; }

    /// <summary>The pending requests to peers on other instances.</summary>
    IPendingRequests Requests { get; }

    /// <summary>The rooms that are watched.</summary>
    IRoomWatches Watches { get; }

    IEnumerable<RoomSubscription> Subscriptions { get; }

    /// <summary>Puts the peers of this instance back into Redis. Their rooms still go on without the other instances.</summary>
    Task PutBackAsync(CancellationToken cancellationToken);

    /// <summary>Puts the peers of this instance back into Redis and brings their rooms up to date.</summary>
    Task AttachAsync(CancellationToken cancellationToken);

    /// <summary>Attaches the rooms that are detached, because they were opened in the meantime or could not be brought up to date.</summary>
    void AttachRest();

    /// <summary>Detaches all rooms: they go on without the other instances.</summary>
    void Detach();

    /// <summary>Brings all rooms up to date, because they may have missed something.</summary>
    void Recheck();
}
