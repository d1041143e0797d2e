using Microsoft.AspNetCore.SignalR;
using Protoo.Rooms;

namespace Protoo;

/// <summary>A SignalR hub with protoo's semantics: the app accepts or rejects connections, and the accepted ones are peers of a room.</summary>
/// <remarks>
/// Register it with <c>AddProtoo&lt;THub&gt;()</c>. Map it with <c>MapProtoo&lt;THub&gt;()</c> for native protoo clients, with
/// <c>MapHub&lt;THub&gt;()</c> for SignalR clients, or both. Public methods are hub methods: they handle the requests and notifications of
/// peers. Everything else is SignalR's: filters, authorization, injected services, <c>Clients</c>, <c>Groups</c>, <c>Context</c>.
/// </remarks>
public abstract class ProtooHub : Hub
{
    // For one call only: SignalR creates a hub for each.
    private InvocationSlot? _slot;
    private bool _isInvocation;
    private bool _hasLeft;

    /// <summary>The room of the caller.</summary>
    /// <exception cref="InvalidOperationException"><see cref="OnConnectedAsync"/> has not been called.</exception>
    protected Room Room => new(Connection.Room, Sender, Slot);

    /// <summary>The caller.</summary>
    /// <exception cref="InvalidOperationException"><see cref="OnConnectedAsync"/> has not been called.</exception>
    protected Peer Peer => new(Connection.Room, Connection.Seat, Sender, Slot, Connection);

    internal HubPeer Connection => Context.Features.Get<HubPeer>()
        ?? throw new InvalidOperationException($"Call AddProtoo<{GetType().Name}>() where services are registered.");

    internal InvocationSlot Slot => _slot ??= new InvocationSlot(Clients, Connection);

    // Nothing is sent on behalf of a peer after it has left: the hub itself is then the sender.
    internal Clustering.Seat? Sender => _hasLeft ? null : Connection.Seat;

    /// <summary>
    /// Makes the caller, which <see cref="OnConnectionRequestAsync"/> accepted, a peer of its room: takes the seat, admits a native client,
    /// and calls <see cref="OnPeerJoinedAsync"/>. Overrides call it first.
    /// </summary>
    /// <exception cref="ProtooException">The connection is rejected, and the client is told.</exception>
    public override async Task OnConnectedAsync()
    {
        var peer = Connection;
        var request = Context.Features.Get<ConnectionRequest>() ?? throw new InvalidOperationException("A ProtooHub needs an HTTP transport.");
        try
        {
            await peer.Rooms.JoinAsync(peer, request).ConfigureAwait(false);
        }
        catch (ProtooException refusal)
        {
            peer.Refuse(request, refusal);
            throw;
        }

        await peer.OpenAsync().ConfigureAwait(false);
        await peer.WaitForPredecessorAsync().ConfigureAwait(false);
        await peer.Room.RunAsync(OnPeerJoinedAsync).ConfigureAwait(false);
        await peer.OnJoinedAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Gives up the caller's seat, so that the other peers see it leave, and calls <see cref="OnPeerClosedAsync"/>. Overrides call it; what
    /// they do before the call happens while the peer is still in its room.
    /// </summary>
    /// <param name="exception">The exception that ended the connection; null if nothing went wrong.</param>
    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        if (Connection.HasSeat)
        {
            await Connection.LeaveAsync().ConfigureAwait(false);
            _hasLeft = true;
            await Connection.Room.RunAsync(OnPeerClosedAsync).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Accepts or rejects a client: protoo-server's <c>connectionrequest</c> event. It must call <see cref="ConnectionRequest.Accept"/> or
    /// <see cref="ConnectionRequest.Reject"/>, or throw a <see cref="ProtooException"/>; otherwise, the client gets error 500.
    /// </summary>
    /// <remarks>
    /// At this point there is no connection: <c>Context</c>, <c>Clients</c>, <c>Groups</c>, <see cref="Room"/> and <see cref="Peer"/>
    /// cannot be used. Injected services can be used; scoped ones belong to this call alone, as they do in each hub method.
    /// </remarks>
    /// <param name="request">The client's request, which also receives the decision.</param>
    /// <returns>Completes when the decision is made.</returns>
    protected abstract ValueTask OnConnectionRequestAsync(ConnectionRequest request);

    /// <summary>
    /// Called when the caller has joined its room. Requests and notifications of the peer are handled only after this has completed. If the
    /// peer had another connection to this instance before, the <see cref="OnPeerClosedAsync"/> of that connection has completed, unless it
    /// takes longer than <see cref="ProtooOptions.CloseTimeout"/>.
    /// </summary>
    /// <returns>
    /// Completes when the hub is ready for the peer's messages. If it fails, the connection is closed: native with 1011, SignalR with
    /// reconnect allowed.
    /// </returns>
    protected virtual Task OnPeerJoinedAsync() => Task.CompletedTask;

    /// <summary>
    /// Called when the caller has left its room or the room was closed: protoo's <c>close</c> event of the peer. What is sent to the
    /// <see cref="Room"/> here reaches the other peers, after <c>peerClosed</c> if that is announced. It is also called for a connection that
    /// a newer one has replaced: the peer is then still in the room, as <see cref="Room.HasPeer"/> shows.
    /// </summary>
    /// <returns>Completes when the hub has finished with the peer. A new connection of the same peer to this instance waits for this.</returns>
    protected virtual Task OnPeerClosedAsync() => Task.CompletedTask;

    /// <summary>Called when SignalR has finished with the hub, and the answer of the invoked method is on its way. Overrides call it.</summary>
    /// <param name="disposing">False if called by a finalizer.</param>
    protected override void Dispose(bool disposing)
    {
        if (_isInvocation)
        {
            _isInvocation = false;
            Connection.OnInvocationAnswered();
        }

        base.Dispose(disposing);
    }

    internal ValueTask RequestConnectionAsync(ConnectionRequest request) => OnConnectionRequestAsync(request);

    /// <summary>Called before a method of the hub is invoked.</summary>
    internal void OnInvocation(HubPeer peer)
    {
        if (!peer.IsNative)
        {
            _isInvocation = true;
            peer.OnInvocation();
        }
    }
}
