namespace Protoo.Clustering;

/// <summary>The requests to peers of other instances that wait for an answer.</summary>
internal interface IPendingRequests
{
    /// <summary>Completes a request with its answer.</summary>
    void Complete(RoomAnswer answer);

    /// <summary>Fails the requests to an instance that is gone, and its peers with it.</summary>
    void FailInstance(string instance);

    /// <summary>Fails the requests to other instances, which can no longer be reached.</summary>
    void FailRemote();
}
