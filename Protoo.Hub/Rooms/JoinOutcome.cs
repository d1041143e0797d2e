namespace Protoo.Rooms;

/// <summary>What became of a connection that wanted a seat.</summary>
internal enum JoinOutcome
{
    Joined,

    /// <summary>The peer is there already, and stays.</summary>
    Refused,

    /// <summary>The room has ended: there may be a new one.</summary>
    RoomGone,

    /// <summary>It had joined, but a newer connection took its place before that was known here. It was closed.</summary>
    ReplacedMeanwhile,
}
