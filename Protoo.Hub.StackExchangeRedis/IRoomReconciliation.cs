namespace Protoo.Clustering.Redis;

/// <summary>How a room's subscription has Redis brought in line with this instance, and hears what happens in the room.</summary>
internal interface IRoomReconciliation
{
    /// <summary>
    /// Subscribes to the room's channel, unless that is done; puts the peers of this instance back into the room as Redis has it, and removes its
    /// seats that have no connection any more.
    /// </summary>
    /// <param name="onMessage">Handles what comes by the channel. It does not throw.</param>
    /// <returns>The room as it is then. Every later step comes by the channel, and all earlier ones have.</returns>
    /// <exception cref="Exception">Redis cannot be used, or the channel is not heard.</exception>
    Task<RosterSnapshot> RunAsync(Action<ReadOnlyMemory<byte>> onMessage);

    /// <summary>A marker has come by the channel. The caller holds the gate of the room.</summary>
    void HearUnsynchronized(RosterJson.ChannelRecord marker);

    /// <summary>Unsubscribes for good.</summary>
    Task CloseAsync();
}
