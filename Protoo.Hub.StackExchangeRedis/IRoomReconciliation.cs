namespace Protoo.Clustering.Redis;

/// <summary>Brings a room in Redis in line with this instance, and receives what happens in the room.</summary>
internal interface IRoomReconciliation
{
    /// <summary>
    /// Subscribes to the room's channel if necessary, puts the peers of this instance that the room has lost back into Redis, and removes the
    /// seats of this instance that no longer have a connection.
    /// </summary>
    /// <param name="onMessage">Handles a message from the channel. Must not throw.</param>
    /// <param name="followed">The version up to which the replica has followed the room; 0 if it has not. The peers that were in the room
    /// then, and are no longer although the room has lost nothing since, were closed by others, and are not put back.</param>
    /// <returns>The resulting room. All earlier steps have arrived through the channel, and every later one will.</returns>
    /// <exception cref="Exception">Redis cannot be used, or messages from the channel do not arrive.</exception>
    Task<RosterSnapshot> RunAsync(Action<ReadOnlyMemory<byte>> onMessage, long followed);

    /// <summary>Handles a marker from the channel. The caller holds the room's gate.</summary>
    void HearUnsynchronized(RosterJson.ChannelRecord marker);

    /// <summary>Unsubscribes permanently.</summary>
    Task CloseAsync();
}
