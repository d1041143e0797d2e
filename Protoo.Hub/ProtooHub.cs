using Microsoft.AspNetCore.SignalR;
using Protoo.Rooms;

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
    // Of one call: SignalR makes a hub for each.
    private InvocationSlot? _slot;
    private bool _isInvocation;
    private bool _hasLeft;

    /// <summary>The room of the caller.</summary>
    /// <exception cref="InvalidOperationException"><see cref="OnConnectedAsync"/> has not been called.</exception>
    protected Room Room => new(Connection.Room, Sender, Slot);

    /// <summary>The caller.</summary>
    /// <exception cref="InvalidOperationException"><see cref="OnConnectedAsync"/> has not been called.</exception>
    protected Peer Peer => new(Connection.Room, Connection.Seat, Sender, Slot, Connection);

    private HubPeer Connection => Context.Features.Get<HubPeer>()
        ?? throw new InvalidOperationException($"Call AddProtoo<{GetType().Name}>() where services are registered.");

    private InvocationSlot Slot => _slot ??= new InvocationSlot(Clients, Connection);

    // Nothing of a peer comes after its departure: what the hub sends about that is its own word.
    private Clustering.Seat? Sender => _hasLeft ? null : Connection.Seat;

    /// <summary>
    /// Makes the caller, who was accepted by <see cref="OnConnectionRequestAsync"/>, a peer of its room: takes the seat, lets a native
    /// client in, and calls <see cref="OnPeerJoinedAsync"/>. Overrides call it first.
    /// </summary>
    /// <exception cref="ProtooException">The connection is rejected; the client is told.</exception>
    public override async Task OnConnectedAsync()
    {
        var peer = Connection;
        var request = Context.Features.Get<ConnectionRequest>() ?? throw new InvalidOperationException("A ProtooHub needs an HTTP transport.");
        try
        {
            await peer.Rooms.JoinAsync(peer, request);
        }
        catch (ProtooException refusal)
        {
            peer.Refuse(request, refusal);
            throw;
        }

        await peer.OpenAsync();
        await peer.WaitForPredecessorAsync();
        await OnPeerJoinedAsync();
    }

    /// <summary>
    /// Gives up the caller's seat, so that the others see it go, and calls <see cref="OnPeerClosedAsync"/>. Overrides call it;
    /// what they do before happens while the peer is still in its room.
    /// </summary>
    /// <param name="exception">What ended the connection; null if nothing went wrong.</param>
    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        if (Connection.HasSeat)
        {
            await Connection.LeaveAsync();
            _hasLeft = true;
            await OnPeerClosedAsync();
        }
    }

    /// <summary>
    /// Accepts or rejects a client: protoo-server's <c>connectionrequest</c> event. One of
    /// <see cref="ConnectionRequest.Accept"/> and <see cref="ConnectionRequest.Reject"/> must be called, or
    /// <see cref="ProtooException"/> thrown; else the client gets error 500.
    /// </summary>
    /// <remarks>
    /// This is before there is a connection: <c>Context</c>, <c>Clients</c>, <c>Groups</c>, <see cref="Room"/> and <see cref="Peer"/>
    /// cannot be used. Injected services can; scoped ones are this call's own, as they are each hub method's.
    /// </remarks>
    /// <param name="request">The client's request, and the answer to it.</param>
    /// <returns>Completes when the decision is made.</returns>
    protected abstract ValueTask OnConnectionRequestAsync(ConnectionRequest request);

    /// <summary>
    /// The caller has joined its room. No request or notification of it is handled before this is over. Where the peer was here before on
    /// another connection to this instance, the <see cref="OnPeerClosedAsync"/> of that one is over, unless it takes longer than
    /// <see cref="ProtooOptions.CloseTimeout"/>.
    /// </summary>
    /// <returns>Completes when the hub is ready for what the peer sends. If it fails, the connection is closed: native 1011, SignalR with reconnect allowed.</returns>
    protected virtual Task OnPeerJoinedAsync() => Task.CompletedTask;

    /// <summary>
    /// The caller has left its room, or the room was closed: protoo's <c>close</c> event of the peer. What is sent to the
    /// <see cref="Room"/> here reaches the others, after the <c>peerClosed</c> where that is announced.
    /// </summary>
    /// <returns>Completes when the hub has done with the peer. A new connection of the same peer to this instance waits for that.</returns>
    protected virtual Task OnPeerClosedAsync() => Task.CompletedTask;

    /// <summary>SignalR has done with the hub: the answer of the method that it was made for is on its way. Overrides call it.</summary>
    /// <param name="disposing">Whether it is not called by a finalizer.</param>
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

    /// <summary>A method of the hub is about to be called.</summary>
    internal void OnInvocation()
    {
        var peer = Connection;
        if (!peer.IsNative)
        {
            _isInvocation = true;
            peer.OnInvocation();
        }
    }
}
