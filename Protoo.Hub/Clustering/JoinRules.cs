namespace Protoo.Clustering;

/// <summary>The rules by which a connection gets a seat.</summary>
/// <param name="DuplicatePeer">What happens if the peer is already there.</param>
/// <param name="MaximumPeers">How many peers the room may have.</param>
internal readonly record struct JoinRules(DuplicatePeer DuplicatePeer, int MaximumPeers = int.MaxValue);
