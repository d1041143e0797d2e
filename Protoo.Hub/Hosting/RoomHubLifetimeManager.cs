using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging;
using Protoo.Protocol;
using Protoo.Rooms;
using Protoo.Transports;

namespace Protoo.Hosting;

/// <summary>Wraps SignalR's own lifetime manager, in memory or Redis, and leaves everything to it except what happens in rooms.</summary>
internal sealed class RoomHubLifetimeManager<[DynamicallyAccessedMembers(ReflectedMembers.OfHub)] THub>(
    HubLifetimeManager<THub> inner,
    RoomRegistry<THub> rooms,
    Admission<THub> admission,
    ClientLimits<THub> limits,
    ClientArguments<THub> arguments,
    ConnectionDrain drain,
    ILogger<RoomHubLifetimeManager<THub>> logger) : HubLifetimeManager<THub>
    where THub : Hub
{
    private readonly ConcurrentDictionary<string, LateConnection> _late = new(StringComparer.Ordinal);

    public override async Task OnConnectedAsync(HubConnectionContext connection)
    {
        var isTooLate = false;
        ProtooException? refusal = null;
        if (IsSignalR(connection, out var transport))
        {
            var address = connection.GetHttpContext()?.Connection.RemoteIpAddress;
            var rate = limits.Rates.AppliesTo(address) ? new ReceiveRate(limits.Rates, connection.ConnectionId, address) : null;
            var guard = SlowConsumerGuard.Attach(connection, transport, rate, rooms.Options.MaximumOutgoingBacklog, rooms.Services.Metrics, rooms.Services.TimeProvider, logger);
            connection.Features.Set(new InvocationLine(guard, guard is { CountsMessages: true } ? null : rate));
            isTooLate = !drain.TryAdd(connection.ConnectionId, connection.Features);
            refusal = connection.Features.Get<ConnectionRefusal>()?.Error;
        }

        if (HubSettings<THub>.HasRooms)
        {
            var peer = new HubPeer(connection, rooms);
            connection.Features.Set(peer);
            connection.Features.Set<IBusyConnection>(peer);
            if (!peer.IsNative && connection.GetHttpContext() is { } context)
            {
                // Native clients are decided on before their connections exist.
                var request = refusal is null ? await admission.DecideAsync(context, PeerTransport.SignalR).ConfigureAwait(false) : admission.Refuse(context, PeerTransport.SignalR, refusal);
                connection.Features.Set(request);
                if (request.Rejection is { } rejection)
                {
                    await peer.TellAsync(rejection).ConfigureAwait(false);
                }
            }
        }
        else if (isTooLate || refusal is not null)
        {
            // A ProtooHub rejects the connection instead.
            connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        }

        await ConnectAsync(connection).ConfigureAwait(false);
    }

    public override async Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        // Native connections are not closed yet at this point.
        if (IsSignalR(connection, out _))
        {
            drain.Remove(connection.ConnectionId);
        }

        var peer = connection.Features.Get<HubPeer>();
        try
        {
            // The hub does this in OnDisconnectedAsync, unless that was not reached.
            if (peer is not null)
            {
                await peer.LeaveAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            if (peer is not null)
            {
                await peer.OnLeftAsync().ConfigureAwait(false);
            }

            if (!_late.TryRemove(connection.ConnectionId, out var late) || await late.StopAsync().ConfigureAwait(false))
            {
                await inner.OnDisconnectedAsync(connection).ConfigureAwait(false);
            }
        }
    }

    public override Task SendGroupAsync(string groupName, string methodName, object?[] args, CancellationToken cancellationToken = default)
    {
        return IsRoom(groupName)
            ? SendRoomAsync(groupName, methodName, args, [])
            : inner.SendGroupAsync(groupName, methodName, arguments.Prepare(methodName, args), cancellationToken);
    }

    public override Task SendGroupExceptAsync(string groupName, string methodName, object?[] args, IReadOnlyList<string> excludedConnectionIds, CancellationToken cancellationToken = default)
    {
        return IsRoom(groupName)
            ? SendRoomAsync(groupName, methodName, args, excludedConnectionIds)
            : inner.SendGroupExceptAsync(groupName, methodName, arguments.Prepare(methodName, args), excludedConnectionIds, cancellationToken);
    }

    public override Task SendGroupsAsync(IReadOnlyList<string> groupNames, string methodName, object?[] args, CancellationToken cancellationToken = default)
    {
        return Task.WhenAll(groupNames.Select(group => SendGroupAsync(group, methodName, args, cancellationToken)));
    }

    public override Task<T> InvokeConnectionAsync<T>(string connectionId, string methodName, object?[] args, CancellationToken cancellationToken)
    {
        return connectionId == InvocationSlot.ConnectionId
            ? Task.FromResult(default(T)!)
            : inner.InvokeConnectionAsync<T>(connectionId, methodName, arguments.Prepare(methodName, args), cancellationToken);
    }

    public override Task SetConnectionResultAsync(string connectionId, CompletionMessage result)
    {
        return rooms.Services.Requests.TryComplete(connectionId, result) ? Task.CompletedTask : inner.SetConnectionResultAsync(connectionId, result);
    }

    public override bool TryGetReturnType(string invocationId, [NotNullWhen(true)] out Type? type)
    {
        return rooms.Services.Requests.TryGetReturnType(invocationId, out type) || inner.TryGetReturnType(invocationId, out type);
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
        => inner.SendAllAsync(methodName, arguments.Prepare(methodName, args), cancellationToken);

    public override Task SendAllExceptAsync(string methodName, object?[] args, IReadOnlyList<string> excludedConnectionIds, CancellationToken cancellationToken = default)
        => inner.SendAllExceptAsync(methodName, arguments.Prepare(methodName, args), excludedConnectionIds, cancellationToken);

    public override Task SendConnectionAsync(string connectionId, string methodName, object?[] args, CancellationToken cancellationToken = default)
    {
        var send = inner.SendConnectionAsync(connectionId, methodName, arguments.Prepare(methodName, args), cancellationToken);
        return drain.FindOutput(connectionId) is { IsCongested: true } output ? SendHeldAsync(send, output, cancellationToken) : send;
    }

    public override Task SendConnectionsAsync(IReadOnlyList<string> connectionIds, string methodName, object?[] args, CancellationToken cancellationToken = default)
    {
        var send = inner.SendConnectionsAsync(connectionIds, methodName, arguments.Prepare(methodName, args), cancellationToken);
        List<OutgoingMessageWriter>? congested = null;
        foreach (var connectionId in connectionIds)
        {
            if (drain.FindOutput(connectionId) is { IsCongested: true } output)
            {
                (congested ??= []).Add(output);
            }
        }

        return congested is null ? send : Task.WhenAll(congested.Select(output => SendHeldAsync(send, output, cancellationToken)));
    }

    public override Task SendUserAsync(string userId, string methodName, object?[] args, CancellationToken cancellationToken = default)
        => inner.SendUserAsync(userId, methodName, arguments.Prepare(methodName, args), cancellationToken);

    public override Task SendUsersAsync(IReadOnlyList<string> userIds, string methodName, object?[] args, CancellationToken cancellationToken = default)
        => inner.SendUsersAsync(userIds, methodName, arguments.Prepare(methodName, args), cancellationToken);

    private static bool IsSignalR(HubConnectionContext connection, [NotNullWhen(true)] out IConnectionTransportFeature? transport)
    {
        transport = connection.Features.Get<IConnectionTransportFeature>();
        return transport is not null and not ProtooConnectionContext;
    }

    private static void ThrowIfRoom(string groupName)
    {
        if (IsRoom(groupName))
        {
            throw new InvalidOperationException($"The group '{groupName}' belongs to a room, and its members are the peers of that room.");
        }
    }

    private static bool IsRoom(string groupName) => groupName.StartsWith(RoomRegistry.GroupPrefix, StringComparison.Ordinal);

    /// <summary>Sends, and then waits until the receiver, a connection of this instance, has caught up.</summary>
    private static async Task SendHeldAsync(Task send, OutgoingMessageWriter output, CancellationToken cancellationToken)
    {
        await send.ConfigureAwait(false);
        if (output.Hold(sender: null, 0) is { } hold)
        {
            await hold.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SendRoomAsync(string groupName, string methodName, object?[] args, IReadOnlyList<string> excludedConnectionIds)
    {
        var roomId = groupName[RoomRegistry.GroupPrefix.Length..];
        if (await rooms.FindAnywhereAsync(roomId).ConfigureAwait(false) is { } room)
        {
            await room.Notify(null, new InvocationMessage(methodName, args), to: null, except: room.FindPeerIds(excludedConnectionIds)).ConfigureAwait(false);
        }
    }

    private async Task ConnectAsync(HubConnectionContext connection)
    {
        var isPeer = connection.Features.Get<HubPeer>() is not null;
        var isTried = !isPeer || rooms.Store.IsAvailable;
        try
        {
            if (isTried)
            {
                await inner.OnConnectedAsync(connection).ConfigureAwait(false);
                return;
            }
        }
        catch (ProtooException exception) when (isPeer && exception.Code == StatusCodes.Status503ServiceUnavailable)
        {
            // Redis became unavailable just now.
        }

        _late[connection.ConnectionId] = new LateConnection(rooms.Store, isTried, () => inner.OnConnectedAsync(connection), rooms.Services.TimeProvider);
    }
}
