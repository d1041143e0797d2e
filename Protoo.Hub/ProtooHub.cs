using Microsoft.AspNetCore.SignalR;
using Protoo.Rooms;
using Protoo.Transports;

namespace Protoo;

/// <summary>
/// A SignalR hub with protoo's semantics: the app accepts or rejects connections, and those accepted are peers of a room.
/// </summary>
/// <remarks>
/// Register it with <c>AddProtoo&lt;THub&gt;()</c>, and map it with <c>MapProtoo&lt;THub&gt;()</c> for native protoo clients, with
/// <c>MapHub&lt;THub&gt;()</c> for SignalR clients, or both. Public methods are hub methods: the requests and notifications of
/// peers. All else is SignalR's: filters, authorization, injected services, <c>Clients</c>, <c>Groups</c>, <c>Context</c>.
/// </remarks>
public abstract class ProtooHub : Hub
{
    /// <summary>The room of the caller.</summary>
    /// <exception cref="InvalidOperationException"><see cref="OnConnectedAsync"/> has not been called.</exception>
    protected Room Room => new(LocalPeer.Room, LocalPeer.Seat, Clients);

    /// <summary>The caller.</summary>
    /// <exception cref="InvalidOperationException"><see cref="OnConnectedAsync"/> has not been called.</exception>
    protected Peer Peer => new(LocalPeer.Room, LocalPeer.Seat, LocalPeer.Seat, Clients);

    private LocalPeer LocalPeer => Context.Features.Get<LocalPeer>()
        ?? throw new InvalidOperationException($"Call AddProtoo<{GetType().Name}>() where services are registered.");

    /// <summary>
    /// Makes the caller a peer of its room: asks <see cref="OnConnectionRequestAsync"/>, unless that was done before the
    /// upgrade of a native client, takes the seat, and calls <see cref="OnPeerJoinedAsync"/>. Overrides call it first.
    /// </summary>
    /// <exception cref="ProtooException">The connection is rejected; the client is told.</exception>
    public override async Task OnConnectedAsync()
    {
        var peer = LocalPeer;
        var request = Context.Features.Get<ConnectionRequest>();
        if (request is null)
        {
            var httpContext = Context.GetHttpContext() ?? throw new InvalidOperationException("A ProtooHub needs an HTTP transport.");
            request = new ConnectionRequest(httpContext, PeerTransport.SignalR, peer.Rooms.PayloadOptions);
            await peer.Rooms.DecideAsync(this, request);
            Context.Features.Set(request);
        }

        try
        {
            await peer.Rooms.JoinAsync(peer, request);
        }
        catch (ProtooException rejection) when (request.Transport == PeerTransport.SignalR)
        {
            await SignalRRejection.SendAsync(peer.Connection, rejection, request.MayComeBack || rejection.Code == 503, peer.Rooms.Options.CloseTimeout, peer.Rooms.TimeProvider);
            throw;
        }

        await OnPeerJoinedAsync();
    }

    /// <summary>
    /// Gives up the caller's seat, so that the others see it go, and calls <see cref="OnPeerClosedAsync"/>. Overrides call it;
    /// what they do before happens while the peer is still in its room.
    /// </summary>
    /// <param name="exception">What ended the connection; null if nothing went wrong.</param>
    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        if (LocalPeer.HasSeat)
        {
            await LocalPeer.LeaveAsync();
            await OnPeerClosedAsync();
        }
    }

    /// <summary>
    /// Accepts or rejects a client: protoo-server's <c>connectionrequest</c> event. One of
    /// <see cref="ConnectionRequest.Accept"/> and <see cref="ConnectionRequest.Reject"/> must be called, or
    /// <see cref="ProtooException"/> thrown; else the client gets error 500.
    /// </summary>
    /// <remarks>
    /// For native clients this is before the upgrade, when there is no connection: <c>Context</c>, <c>Clients</c>, <c>Groups</c>,
    /// <see cref="Room"/> and <see cref="Peer"/> cannot be used. Injected services can; scoped ones are this call's own, as they are
    /// each hub method's.
    /// </remarks>
    /// <param name="request">The client's request, and the answer to it.</param>
    protected abstract ValueTask OnConnectionRequestAsync(ConnectionRequest request);

    /// <summary>The caller has joined its room. No request or notification of it is handled before this is over.</summary>
    protected virtual Task OnPeerJoinedAsync() => Task.CompletedTask;

    /// <summary>The caller has left its room, or the room was closed: protoo's <c>close</c> event of the peer.</summary>
    protected virtual Task OnPeerClosedAsync() => Task.CompletedTask;

    internal ValueTask RequestConnectionAsync(ConnectionRequest request) => OnConnectionRequestAsync(request);
}
