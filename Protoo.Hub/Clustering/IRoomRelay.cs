namespace Protoo.Clustering;

/// <summary>Carries messages between the instances that have peers in a room.</summary>
internal interface IRoomRelay
{
    /// <summary>The reason given with error 503.</summary>
    const string Unreachable = "The other instances cannot be reached.";

    /// <summary>
    /// Sends a message to the other instances without waiting. Messages keep the order of the calls, and their order relative to roster
    /// steps that this instance requested earlier.
    /// </summary>
    /// <returns>False if the other instances cannot be reached.</returns>
    bool TryPublish(IRosterReplica room, RoomMessage message);

    /// <summary>Answers a request of another instance without waiting.</summary>
    void Answer(string instance, RoomAnswer answer);
}
