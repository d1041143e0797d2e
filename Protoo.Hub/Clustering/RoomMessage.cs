namespace Protoo.Clustering;

/// <summary>Something that happens in a room, other than a roster step, on its way to the other instances that have peers in the room.</summary>
/// <param name="SenderId">The peer that causes it; null if none does.</param>
/// <param name="SenderGeneration">The generation of that peer's seat. Once the seat is vacant, the message is not delivered.</param>
/// <param name="Method">The method.</param>
/// <param name="Arguments">The arguments.</param>
internal abstract record RoomMessage(string? SenderId, long SenderGeneration, string Method, RawJson[] Arguments)
{
    /// <summary>A notification for the peers of the room.</summary>
    /// <param name="SenderId">See <see cref="RoomMessage"/>.</param>
    /// <param name="SenderGeneration">See <see cref="RoomMessage"/>.</param>
    /// <param name="Method">See <see cref="RoomMessage"/>.</param>
    /// <param name="Arguments">See <see cref="RoomMessage"/>.</param>
    /// <param name="To">The ids of the only receivers; null for all peers.</param>
    /// <param name="Except">The ids of peers that do not get it; null for none.</param>
    /// <param name="Generation">
    /// The generation of the only receiver's seat; 0 if the message is for any peer that has the id when it arrives.
    /// </param>
    public sealed record Notification(string? SenderId, long SenderGeneration, string Method, RawJson[] Arguments, string[]? To, string[]? Except, long Generation)
        : RoomMessage(SenderId, SenderGeneration, Method, Arguments);

    /// <summary>A request to one peer.</summary>
    /// <param name="SenderId">See <see cref="RoomMessage"/>.</param>
    /// <param name="SenderGeneration">See <see cref="RoomMessage"/>.</param>
    /// <param name="Method">See <see cref="RoomMessage"/>.</param>
    /// <param name="Arguments">See <see cref="RoomMessage"/>.</param>
    /// <param name="Id">The id of the request, assigned by the asking instance.</param>
    /// <param name="From">The asking instance.</param>
    /// <param name="Instance">The instance that is asked.</param>
    /// <param name="PeerId">The id of the peer that is asked.</param>
    /// <param name="Generation">The generation of that peer's seat.</param>
    /// <param name="Timeout">How long the request may take.</param>
    public sealed record Request(
        string? SenderId,
        long SenderGeneration,
        string Method,
        RawJson[] Arguments,
        string Id,
        string From,
        string Instance,
        string PeerId,
        long Generation,
        TimeSpan Timeout)
        : RoomMessage(SenderId, SenderGeneration, Method, Arguments)
    {
        /// <summary>The span of the request, as W3C's traceparent; null if it is not traced.</summary>
        public string? TraceParent { get; init; }
    }
}
