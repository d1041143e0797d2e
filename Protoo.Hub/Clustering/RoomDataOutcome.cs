namespace Protoo.Clustering;

/// <summary>What came of setting the data of a room.</summary>
internal enum RoomDataOutcome
{
    Set,

    /// <summary>The data has another version than the caller last saw.</summary>
    Changed,

    /// <summary>The room has no peers, or the peer that sets the data has left or was replaced.</summary>
    Gone,
}
