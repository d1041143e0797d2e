namespace Protoo.Rooms;

/// <summary>Why a client is rejected, and therefore whether it should reconnect.</summary>
internal enum RejectionCause
{
    /// <summary>The app does not want the client: it need not reconnect.</summary>
    App,

    /// <summary>This server takes no clients now: it may reconnect.</summary>
    Unavailable,

    /// <summary>Something failed on this side: it may reconnect.</summary>
    Fault,
}
