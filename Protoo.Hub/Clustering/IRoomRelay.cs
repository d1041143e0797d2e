namespace Protoo.Clustering;

/// <summary>Carries messages between the instances that have peers in a room.</summary>
internal interface IRoomRelay
{
    /// <summary>The reason of error 503.</summary>
    const string Unreachable = "The other instances cannot be reached.";

    /// <summary>
    /// Sends a message to the other instances. It does not wait, and keeps the order of calls, among them and with the steps of the
    /// roster that this instance has asked for before.
    /// </summary>
    /// <returns>False if the others cannot be reached.</returns>
    bool TryPublish(IRosterReplica room, RoomMessage message);

    /// <summary>Answers a request of another instance. It does not wait.</summary>
    void Answer(string instance, RoomAnswer answer);
}
