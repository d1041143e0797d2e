using Microsoft.AspNetCore.SignalR;

namespace Protoo.Rooms;

/// <summary>
/// An invocation of a hub method, as one of those that a connection may have at a time. SignalR stops reading a connection while
/// <see cref="ProtooOptions.MaximumConcurrentRequests"/> of its invocations run. One that waits for another peer must not count, or
/// two peers that wait for each other's answers would never read them: it counts among
/// <see cref="ProtooOptions.MaximumWaitingRequests"/> instead.
/// </summary>
/// <remarks>
/// SignalR gives an invocation's slot back when the hub method asks a client for a result, and has no other way to say so: so a result
/// is asked for that the lifetime manager of rooms gives at once. That works with a single slot, too; it throws in
/// <c>OnConnectedAsync</c>, and nowhere else.
/// </remarks>
internal sealed class InvocationSlot(IHubCallerClients clients, HubPeer peer)
{
    /// <summary>The connection that does not exist.</summary>
    public const string ConnectionId = "protoo:slot";

    private readonly Lock _gate = new();

    // Guarded by the gate.
    private int _waits;

    /// <summary>The hub method begins to wait for the answer of a peer.</summary>
    /// <returns>Whether the connection is read meanwhile: not in <c>OnConnectedAsync</c>, which has no slot.</returns>
    /// <exception cref="ProtooException">429: too many invocations of the connection wait already.</exception>
    public bool BeginWait()
    {
        lock (_gate)
        {
            if (_waits == 0 && !peer.TryBeginWait())
            {
                throw new ProtooException(429, "Too many requests wait for other peers.");
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
