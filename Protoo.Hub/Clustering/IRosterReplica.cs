namespace Protoo.Clustering;

/// <summary>An instance's copy of a room's roster.</summary>
internal interface IRosterReplica
{
    string RoomId { get; }

    /// <summary>Guards the roster, and the order of all that happens in the room on this instance.</summary>
    Lock Gate { get; }

    Roster Roster { get; }

    /// <summary>
    /// Handles what came in at once: what that sends to peers of this instance leaves together when it is done, which is outside
    /// of <see cref="Gate"/>.
    /// </summary>
    void SendTogether(Action handle);

    /// <summary>Takes a step, and tells the peers of this instance. The caller holds <see cref="Gate"/>.</summary>
    void ApplyUnsynchronized(RosterStep step);

    /// <summary>Takes the step that a rule leads to, if any. The caller holds <see cref="Gate"/>.</summary>
    /// <returns>Whether there is one.</returns>
    bool TryApplyUnsynchronized(RosterStep? step)
    {
        if (step is not null)
        {
            ApplyUnsynchronized(step);
        }

        return step is not null;
    }

    /// <summary>Delivers a message of another instance to the peers of this one. The caller holds <see cref="Gate"/>.</summary>
    void ReceiveUnsynchronized(RoomMessage message);

    /// <summary>
    /// Takes all steps up to a version at once, where not all of them are known, and tells the peers of this instance the difference.
    /// The caller holds <see cref="Gate"/>.
    /// </summary>
    void LoadUnsynchronized(long version, IReadOnlyList<Seat> seats);
}
