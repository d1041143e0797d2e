namespace Protoo.Rooms;

/// <summary>The result of a connection's attempt to take a seat.</summary>
internal enum JoinOutcome
{
    Joined,

    /// <summary>The peer is already there, and stays.</summary>
    PeerExists,

    /// <summary>The room has as many peers as it may have.</summary>
    RoomFull,

    /// <summary>The room no longer exists; there may be a new one.</summary>
    RoomGone,

    /// <summary>The connection had joined, but a newer one took its place before that was known here. It was closed.</summary>
    ReplacedMeanwhile,
}
