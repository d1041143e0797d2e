namespace Protoo.Clustering;

/// <summary>What the rules say about a connection that wants a seat.</summary>
internal enum SeatOutcome
{
    Taken,

    /// <summary>The peer is already there, and stays.</summary>
    PeerExists,

    /// <summary>The peer is new, and the room has as many peers as it may have.</summary>
    RoomFull,
}
