namespace Protoo.Clustering;

/// <summary>
/// Where the rules of <see cref="Roster"/> are asked. Each step is checked, taken and numbered, atomically among all instances, and
/// applied to the replicas of all that have peers in the room, in the order of the numbers.
/// </summary>
/// <remarks>
/// While the other instances cannot be reached, steps for peers of this instance are taken here alone, and others fail with error 503.
/// </remarks>
internal interface IRosterStore
{
    /// <summary>The id of this instance.</summary>
    string Instance { get; }

    /// <summary>Whether the other instances can be reached. Always, if there are none.</summary>
    bool IsAvailable { get; }

    /// <summary>Whether newcomers are admitted while the other instances cannot be reached.</summary>
    bool AdmitsWhileAway { get; }

    /// <summary>Completes when the other instances can be reached.</summary>
    Task WaitUntilAvailableAsync(CancellationToken cancellationToken);

    /// <summary>Takes a seat. Completes once the step is applied here.</summary>
    /// <returns>False if the peer is there already, and stays.</returns>
    ValueTask<bool> JoinAsync(IRosterReplica room, Seat claim, DuplicatePeer duplicatePeer);

    /// <summary>Gives up a seat.</summary>
    /// <returns>False if it is not taken any more.</returns>
    ValueTask<bool> LeaveAsync(IRosterReplica room, Seat seat);

    /// <summary>Sets the data of a peer.</summary>
    /// <returns>False if the seat is not taken any more.</returns>
    ValueTask<bool> SetDataAsync(IRosterReplica room, Seat seat, RawJson data);

    /// <summary>Closes a room.</summary>
    /// <returns>False if there is nobody in it.</returns>
    ValueTask<bool> CloseAsync(IRosterReplica room);

    /// <summary>The room has no peers here any more, and its replica is not used again.</summary>
    ValueTask ReleaseAsync(IRosterReplica room);

    /// <summary>The ids of the rooms in which other instances have peers, or had until just now.</summary>
    ValueTask<IReadOnlyCollection<string>> FindRoomsAsync();

    /// <summary>Loads a replica that is not kept up to date.</summary>
    /// <returns>False if there is nobody in the room.</returns>
    ValueTask<bool> TryLoadAsync(IRosterReplica room);
}
