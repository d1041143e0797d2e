namespace Protoo.Clustering;

/// <summary>Has requests to peers of other instances that wait for an answer.</summary>
internal interface IPendingRequests
{
    /// <summary>The answer has come.</summary>
    void Complete(RoomAnswer answer);

    /// <summary>An instance is gone, and its peers with it.</summary>
    void FailInstance(string instance);

    /// <summary>The other instances cannot be reached any more.</summary>
    void FailRemote();
}
