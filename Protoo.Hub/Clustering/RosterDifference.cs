namespace Protoo.Clustering;

/// <summary>The changes to a roster from steps that were not seen one by one.</summary>
/// <param name="Vacated">The seats that became vacant.</param>
/// <param name="Taken">The seats that connections have taken, either as new peers or in place of older connections.</param>
/// <param name="Joined">The taken seats of peers that were not there before, in the order of joining.</param>
/// <param name="Left">The ids of peers that are no longer there.</param>
/// <param name="DataSet">The seats of peers that were there before and now have different data.</param>
/// <param name="RoomData">The data of the room if it has changed; otherwise null.</param>
internal sealed record RosterDifference(
    IReadOnlyList<Seat> Vacated,
    IReadOnlyList<Seat> Taken,
    IReadOnlyList<Seat> Joined,
    IReadOnlyList<string> Left,
    IReadOnlyList<Seat> DataSet,
    RoomData? RoomData);
