namespace Protoo.Rooms;

/// <summary>Why a client is not let in, and so whether it should come back.</summary>
internal enum RejectionCause
{
    /// <summary>The app does not want it: it need not come back.</summary>
    App,

    /// <summary>This server takes nobody now: it may come back.</summary>
    Unavailable,

    /// <summary>Something failed on this side: it may come back.</summary>
    Fault,
}
