using Microsoft.AspNetCore.SignalR;

namespace Protoo.Rooms;

/// <summary>
/// The slot of a hub method's invocation, one of those that a connection may have at a time. SignalR stops reading a connection while
/// <see cref="ProtooOptions.MaximumConcurrentRequests"/> of its invocations run. One that waits for another peer must not count, or two
/// peers that wait for each other's answers would never read them. It counts toward <see cref="ProtooOptions.MaximumWaitingRequests"/>
/// instead.
/// </summary>
/// <remarks>
/// SignalR releases an invocation's slot when the hub method asks a client for a result, and offers no other way to release it. So this
/// class asks for a result that the lifetime manager of rooms returns at once. That works with a single slot, too; it throws in
/// <c>OnConnectedAsync</c>, and nowhere else.
/// </remarks>
internal sealed class InvocationSlot(IHubCallerClients clients, HubPeer peer)
{
    /// <summary>The id of a connection that does not exist.</summary>
    public const string ConnectionId = "protoo:slot";

    private readonly Lock _gate = new();

    // Guarded by the gate.
    private int _waits;

    /// <summary>Called when the hub method begins to wait for the answer of a peer.</summary>
    /// <returns>Whether the connection is read meanwhile; false in <c>OnConnectedAsync</c>, which has no slot.</returns>
    /// <exception cref="ProtooException">429: too many invocations of the connection already wait.</exception>
    public bool BeginWait()
    {
        lock (_gate)
        {
            if (_waits == 0 && !peer.TryBeginWait())
            {
                throw peer.TooManyWaits();
            }

            _waits++;
        }

        try
        {
            _ = clients.Client(ConnectionId).InvokeCoreAsync<object?>(string.Empty, [], CancellationToken.None);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    public void EndWait()
    {
        lock (_gate)
        {
            if (--_waits == 0)
            {
                peer.EndWait();
            }
        }
    }
}
