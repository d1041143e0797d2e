namespace Protoo;

/// <summary>The kind of client behind a peer.</summary>
public enum PeerTransport
{
    /// <summary>A client that speaks native protoo over a WebSocket, through <c>MapProtoo</c>.</summary>
    Native,

    /// <summary>A SignalR client, over any of SignalR's transports, through <c>MapHub</c>.</summary>
    SignalR,
}
