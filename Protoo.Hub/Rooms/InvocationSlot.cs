using Microsoft.AspNetCore.SignalR;

namespace Protoo.Rooms;

/// <summary>
/// SignalR stops reading a connection while <see cref="ProtooOptions.MaximumConcurrentRequests"/> of its invocations run. One
/// that waits for another peer must not count, or two peers that wait for each other's answers would never read them. SignalR
/// gives an invocation's slot back when the hub method asks a client for a result, and has no other way to say so: so a result
/// is asked for that <see cref="RoomHubLifetimeManager{THub}"/> gives at once.
/// </summary>
internal static class InvocationSlot
{
    /// <summary>The connection that does not exist.</summary>
    public const string ConnectionId = "protoo:slot";

    /// <param name="caller">The <c>Clients</c> of the hub whose method waits; null outside of hub methods.</param>
    /// <returns>False in <c>OnConnectedAsync</c>, which has no slot, and before which nothing is read.</returns>
    public static bool TryRelease(IHubCallerClients? caller)
    {
        try
        {
            _ = caller?.Client(ConnectionId).InvokeCoreAsync<object?>(string.Empty, [], CancellationToken.None);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    public static InvalidOperationException NotReading() => new(
        "In OnConnectedAsync the hub's own peer cannot be asked: nothing is read from its connection before that is over.");
}
