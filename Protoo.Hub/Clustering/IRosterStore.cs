namespace Protoo.Clustering;

/// <summary>
/// Evaluates the rules of <see cref="Roster"/>. Each step is checked, taken and numbered atomically across all instances, and applied, in
/// the order of the numbers, to the replicas of all instances that have peers in the room.
/// </summary>
/// <remarks>
/// While the other instances cannot be reached, steps for peers of this instance are taken locally, and others fail with error 503.
/// </remarks>
internal interface IRosterStore
{
    /// <summary>The id of this instance.</summary>
    string Instance { get; }

    /// <summary>Whether the other instances can be reached; always true if there are none.</summary>
    bool IsAvailable { get; }

    /// <summary>Whether new clients are admitted while the other instances cannot be reached.</summary>
    bool AdmitsWhileAway { get; }

    /// <summary>Completes when the other instances can be reached.</summary>
    Task WaitUntilAvailableAsync(CancellationToken cancellationToken);

    /// <summary>Takes a seat. Completes when the step is applied on this instance.</summary>
    ValueTask<SeatOutcome> JoinAsync(IRosterReplica room, Seat claim, JoinRules rules);

    /// <summary>Gives up a seat.</summary>
    /// <returns>False if the seat is no longer taken.</returns>
    ValueTask<bool> LeaveAsync(IRosterReplica room, Seat seat);

    /// <summary>Sets the data of a peer.</summary>
    /// <returns>False if the seat is no longer taken.</returns>
    ValueTask<bool> SetDataAsync(IRosterReplica room, Seat seat, RawJson data);

    /// <summary>Sets the data of a room.</summary>
    /// <param name="room">The room.</param>
    /// <param name="data">The data.</param>
    /// <param name="expectedVersion">The version that the present data must have; null for any.</param>
    /// <param name="setter">The seat of the peer that sets it, which is not told; null for none.</param>
    /// <returns>What came of it, with the new version if it is set.</returns>
    ValueTask<(RoomDataOutcome Outcome, long Version)> SetRoomDataAsync(IRosterReplica room, RawJson data, long? expectedVersion, Seat? setter);

    /// <summary>Closes a room.</summary>
    /// <returns>False if the room is empty.</returns>
    ValueTask<bool> CloseAsync(IRosterReplica room);

    /// <summary>Releases a replica that has no more peers on this instance, and is not used again.</summary>
    ValueTask ReleaseAsync(IRosterReplica room);

    /// <summary>Finds the ids of the rooms in which other instances have peers, or had until just now.</summary>
    ValueTask<IReadOnlyCollection<string>> FindRoomsAsync();

    /// <summary>Loads a replica that is not kept up to date.</summary>
    /// <returns>False if the room is empty.</returns>
    ValueTask<bool> TryLoadAsync(IRosterReplica room);
}
