namespace Protoo;

/// <summary>Kinds of what happens in a room. See <see cref="RoomTraffic"/>.</summary>
public enum RoomTrafficKind
{
    /// <summary>A request, of a peer to the hub or of the hub to a peer.</summary>
    Request,

    /// <summary>A notification, of a peer to the hub or of the hub to peers.</summary>
    Notification,

    /// <summary>The answer to a request.</summary>
    Response,

    /// <summary>A peer joined.</summary>
    Joined,

    /// <summary>A peer left, was closed or was lost.</summary>
    Left,

    /// <summary>The data of a peer was set.</summary>
    PeerData,

    /// <summary>The data of the room was set.</summary>
    RoomData,
}
