namespace Protoo.Clustering;

/// <summary>Carries messages between the instances that have peers in a room.</summary>
internal interface IRoomRelay
{
    /// <summary>Called with each answer to a request of this instance.</summary>
    Action<RoomAnswer>? Answered { get; set; }

    /// <summary>
    /// Sends a message to the other instances. It does not wait, and keeps the order of calls, among them and with the steps of the
    /// roster that this instance has asked for before.
    /// </summary>
    void Publish(IRosterReplica room, RoomMessage message);

    /// <summary>Answers a request of another instance. It does not wait.</summary>
    void Answer(string instance, RoomAnswer answer);
}
