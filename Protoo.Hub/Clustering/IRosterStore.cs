namespace Protoo.Clustering;

/// <summary>
/// Where the rules of <see cref="Roster"/> are asked. Each method checks, changes and numbers the step, atomically among all
/// instances, and has it applied to the replicas of all that have peers in the room, in the order of the numbers.
/// </summary>
internal interface IRosterStore
{
    /// <summary>The id of this instance.</summary>
    string Instance { get; }

    /// <summary>Takes a seat. Completes once the step is applied here.</summary>
    /// <returns>False if the peer is there already, and stays.</returns>
    ValueTask<bool> JoinAsync(IRosterReplica room, Seat claim, DuplicatePeer duplicatePeer, CancellationToken cancellationToken);

    /// <summary>Gives up a seat.</summary>
    /// <returns>False if it is not taken any more.</returns>
    ValueTask<bool> LeaveAsync(IRosterReplica room, string peerId, long generation, CancellationToken cancellationToken);

    /// <summary>Sets the data of a peer.</summary>
    /// <returns>False if the seat is not taken any more.</returns>
    ValueTask<bool> SetDataAsync(IRosterReplica room, string peerId, long generation, RawJson data, CancellationToken cancellationToken);

    /// <summary>Closes a room.</summary>
    /// <returns>False if there is nobody in it.</returns>
    ValueTask<bool> CloseAsync(IRosterReplica room, CancellationToken cancellationToken);

    /// <summary>The room has no peers here any more, and its replica is not used again.</summary>
    ValueTask ReleaseAsync(IRosterReplica room);
}
