namespace Protoo.Clustering;

/// <summary>An instance's copy of a room's roster.</summary>
internal interface IRosterReplica
{
    string RoomId { get; }

    /// <summary>Guards the roster, and the order of everything that happens in the room on this instance.</summary>
    Lock Gate { get; }

    Roster Roster { get; }

    /// <summary>
    /// Runs a handler for messages that arrived together. What it sends to peers of this instance leaves together when it is done, outside
    /// <see cref="Gate"/>.
    /// </summary>
    void SendTogether(Action handle);

    /// <summary>Applies a step, and tells the peers of this instance. The caller holds <see cref="Gate"/>.</summary>
    void ApplyUnsynchronized(RosterStep step);

    /// <summary>Applies the step that a rule returned, if any. The caller holds <see cref="Gate"/>.</summary>
    /// <returns>Whether there was a step.</returns>
    bool TryApplyUnsynchronized(RosterStep? step)
    {
        if (step is not null)
        {
            ApplyUnsynchronized(step);
        }

        return step is not null;
    }

    /// <summary>Delivers a message from another instance to the peers of this one. The caller holds <see cref="Gate"/>.</summary>
    void ReceiveUnsynchronized(RoomMessage message);

    /// <summary>
    /// Applies all steps up to a version at once, when some of them are unknown, and tells the peers of this instance the difference. The
    /// caller holds <see cref="Gate"/>.
    /// </summary>
    void LoadUnsynchronized(long version, IReadOnlyList<Seat> seats, RoomData? data = null);
}
