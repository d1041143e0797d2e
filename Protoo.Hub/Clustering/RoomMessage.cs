namespace Protoo.Clustering;

/// <summary>
/// Something that happens in a room, other than to its roster, on its way to the other instances that have peers in it.
/// </summary>
/// <param name="SenderId">The peer that causes it; null if none does.</param>
/// <param name="SenderGeneration">The seat of that peer: once it is vacant, nothing of it is delivered.</param>
/// <param name="Method">The method.</param>
/// <param name="Arguments">The arguments.</param>
internal abstract record RoomMessage(string? SenderId, long SenderGeneration, string Method, RawJson[] Arguments)
{
    /// <summary>A notification for the peers of the room.</summary>
    /// <param name="SenderId">See <see cref="RoomMessage"/>.</param>
    /// <param name="SenderGeneration">See <see cref="RoomMessage"/>.</param>
    /// <param name="Method">See <see cref="RoomMessage"/>.</param>
    /// <param name="Arguments">See <see cref="RoomMessage"/>.</param>
    /// <param name="To">The only peers that get it; null for all.</param>
    /// <param name="Except">The peers that do not get it; null for none.</param>
    /// <param name="Generation">The seat of the only peer that gets it; 0 if it is for the peer that has the id when the message arrives.</param>
    public sealed record Notification(string? SenderId, long SenderGeneration, string Method, RawJson[] Arguments, string[]? To, string[]? Except, long Generation)
        : RoomMessage(SenderId, SenderGeneration, Method, Arguments);

    /// <summary>A request to one peer.</summary>
    /// <param name="SenderId">See <see cref="RoomMessage"/>.</param>
    /// <param name="SenderGeneration">See <see cref="RoomMessage"/>.</param>
    /// <param name="Method">See <see cref="RoomMessage"/>.</param>
    /// <param name="Arguments">See <see cref="RoomMessage"/>.</param>
    /// <param name="Id">The id of the request, which the asking instance gave it.</param>
    /// <param name="From">The asking instance.</param>
    /// <param name="Instance">The instance that is asked.</param>
    /// <param name="PeerId">Who is asked.</param>
    /// <param name="Generation">The seat of who is asked.</param>
    /// <param name="Timeout">How long it may take.</param>
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
        : RoomMessage(SenderId, SenderGeneration, Method, Arguments);
}
