namespace Protoo;

/// <summary>What happens when a peer joins a room under an id that the room already has.</summary>
public enum DuplicatePeer
{
    /// <summary>
    /// The older connection is closed (4000), and the newer one takes its place: it keeps the peer's data and place in the order of
    /// joining. The other peers notice nothing; requests that wait for the older connection end with 410.
    /// </summary>
    Replace,

    /// <summary>The newer connection is rejected with 409.</summary>
    Reject,
}
