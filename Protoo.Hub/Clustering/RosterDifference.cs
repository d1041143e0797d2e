namespace Protoo.Clustering;

/// <summary>What is different in a roster after steps that were not seen one by one.</summary>
/// <param name="Vacated">The seats that became vacant.</param>
/// <param name="Taken">The seats that connections have taken, as new peers or in the place of older connections.</param>
/// <param name="Joined">Those of them that peers have taken who were not there before, in the order of joining.</param>
/// <param name="Left">The ids of peers that are not there any more.</param>
/// <param name="DataSet">The seats of peers that were there before, and have other data.</param>
internal sealed record RosterDifference(
    IReadOnlyList<Seat> Vacated,
    IReadOnlyList<Seat> Taken,
    IReadOnlyList<Seat> Joined,
    IReadOnlyList<string> Left,
    IReadOnlyList<Seat> DataSet);
