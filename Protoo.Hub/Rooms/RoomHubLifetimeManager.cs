using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging;
using Protoo.Transports;

namespace Protoo.Rooms;

/// <summary>
/// Stands around SignalR's own lifetime manager, in memory or Redis, to which it leaves all but what happens in rooms.
/// </summary>
internal sealed class RoomHubLifetimeManager<THub>(
    HubLifetimeManager<THub> inner,
    RoomRegistry<THub> rooms,
    ConnectionDrain drain,
    ILogger<RoomHubLifetimeManager<THub>> logger) : HubLifetimeManager<THub>
    where THub : Hub
{
    public override async Task OnConnectedAsync(HubConnectionContext connection)
    {
        var isTooLate = false;
        if (IsSignalR(connection, out var transport))
        {
            SlowConsumerGuard.Attach(connection, transport, rooms.Options.MaximumOutgoingBacklog, rooms.Metrics, logger);
            isTooLate = !drain.TryAdd(connection.ConnectionId, connection.Features);
        }

        if (typeof(ProtooHub).IsAssignableFrom(typeof(THub)))
        {
            connection.Features.Set(new LocalPeer(connection, rooms));
        }
        else if (isTooLate)
        {
            // A ProtooHub rejects it.
            connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        }

        await inner.OnConnectedAsync(connection);
    }

    public override async Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        // Native connections have still to be closed then.
        if (IsSignalR(connection, out _))
        {
            drain.Remove(connection.ConnectionId);
        }

        try
        {
            // The hub does so in OnDisconnectedAsync, unless it did not get there.
            if (connection.Features.Get<LocalPeer>() is { } peer)
            {
                await peer.LeaveAsync();
            }
        }
        finally
        {
            await inner.OnDisconnectedAsync(connection);
        }
    }

    public override Task SendGroupAsync(string groupName, string methodName, object?[] args, CancellationToken cancellationToken = default)
    {
        if (TryFindRoom(groupName, out var room))
        {
            room?.Notify(null, new InvocationMessage(methodName, args), to: null, except: null);
            return Task.CompletedTask;
        }

        return inner.SendGroupAsync(groupName, methodName, args, cancellationToken);
    }

    public override Task SendGroupExceptAsync(string groupName, string methodName, object?[] args, IReadOnlyList<string> excludedConnectionIds, CancellationToken cancellationToken = default)
    {
        if (TryFindRoom(groupName, out var room))
        {
            room?.Notify(null, new InvocationMessage(methodName, args), to: null, except: room.FindPeers(excludedConnectionIds));
            return Task.CompletedTask;
        }

        return inner.SendGroupExceptAsync(groupName, methodName, args, excludedConnectionIds, cancellationToken);
    }

    public override Task SendGroupsAsync(IReadOnlyList<string> groupNames, string methodName, object?[] args, CancellationToken cancellationToken = default)
    {
        return Task.WhenAll(groupNames.Select(group => SendGroupAsync(group, methodName, args, cancellationToken)));
    }

    public override Task<T> InvokeConnectionAsync<T>(string connectionId, string methodName, object?[] args, CancellationToken cancellationToken)
    {
        return connectionId == InvocationSlot.ConnectionId
            ? Task.FromResult(default(T)!)
            : inner.InvokeConnectionAsync<T>(connectionId, methodName, args, cancellationToken);
    }

    public override Task SetConnectionResultAsync(string connectionId, CompletionMessage result)
    {
        return rooms.Requests.TryComplete(connectionId, result) ? Task.CompletedTask : inner.SetConnectionResultAsync(connectionId, result);
    }

    public override bool TryGetReturnType(string invocationId, [NotNullWhen(true)] out Type? type)
    {
        return rooms.Requests.TryGetReturnType(invocationId, out type) || inner.TryGetReturnType(invocationId, out type);
    }

    public override Task AddToGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default)
    {
        ThrowIfRoom(groupName);
        return inner.AddToGroupAsync(connectionId, groupName, cancellationToken);
    }

    public override Task RemoveFromGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default)
    {
        ThrowIfRoom(groupName);
        return inner.RemoveFromGroupAsync(connectionId, groupName, cancellationToken);
    }

    public override Task SendAllAsync(string methodName, object?[] args, CancellationToken cancellationToken = default)
        => inner.SendAllAsync(methodName, args, cancellationToken);

    public override Task SendAllExceptAsync(string methodName, object?[] args, IReadOnlyList<string> excludedConnectionIds, CancellationToken cancellationToken = default)
        => inner.SendAllExceptAsync(methodName, args, excludedConnectionIds, cancellationToken);

    public override Task SendConnectionAsync(string connectionId, string methodName, object?[] args, CancellationToken cancellationToken = default)
        => inner.SendConnectionAsync(connectionId, methodName, args, cancellationToken);

    public override Task SendConnectionsAsync(IReadOnlyList<string> connectionIds, string methodName, object?[] args, CancellationToken cancellationToken = default)
        => inner.SendConnectionsAsync(connectionIds, methodName, args, cancellationToken);

    public override Task SendUserAsync(string userId, string methodName, object?[] args, CancellationToken cancellationToken = default)
        => inner.SendUserAsync(userId, methodName, args, cancellationToken);

    public override Task SendUsersAsync(IReadOnlyList<string> userIds, string methodName, object?[] args, CancellationToken cancellationToken = default)
        => inner.SendUsersAsync(userIds, methodName, args, cancellationToken);

    private static bool IsSignalR(HubConnectionContext connection, [NotNullWhen(true)] out IConnectionTransportFeature? transport)
    {
        transport = connection.Features.Get<IConnectionTransportFeature>();
        return transport is not null and not ProtooConnectionContext;
    }

    private static void ThrowIfRoom(string groupName)
    {
        if (IsRoom(groupName))
        {
            throw new InvalidOperationException($"The members of the group '{groupName}' are the peers of the room.");
        }
    }

    private static bool IsRoom(string groupName) => groupName.StartsWith(RoomRegistry.GroupPrefix, StringComparison.Ordinal);

    private bool TryFindRoom(string groupName, out LocalRoom? room)
    {
        var isRoom = IsRoom(groupName);
        room = isRoom ? rooms.Find(groupName[RoomRegistry.GroupPrefix.Length..]) : null;
        return isRoom;
    }
}
