using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Protoo.Clustering;
using Protoo.Transports;

namespace Protoo.Rooms;

/// <summary>The connection of a <see cref="ProtooHub"/> on this instance, and the seat that it takes once it is accepted.</summary>
internal sealed class LocalPeer(HubConnectionContext connection, RoomRegistry rooms) : IBusyConnection
{
    private readonly IBusyConnection? _transport = connection.Features.Get<IBusyConnection>();
    private readonly OutgoingMessageWriter? _output = connection.Features.Get<IConnectionTransportFeature>()?.Transport.Output as OutgoingMessageWriter;
    private readonly IHubProtocol _protocol = connection.Protocol;
    private LocalRoom? _room;
    private Seat? _seat;

    public HubConnectionContext Connection { get; } = connection;

    public RoomRegistry Rooms { get; } = rooms;

    public LocalRoom Room => _room ?? throw NotJoined();

    public Seat Seat => _seat ?? throw NotJoined();

    public bool IsBusy => _seat is { HasPendingRequests: true } || _transport is { IsBusy: true };

    public bool HasSeat => _seat is not null;

    public void TakeSeat(LocalRoom room, Seat seat)
    {
        _room = room;
        _seat = seat;
    }

    public ValueTask<bool> LeaveAsync() => _seat is null || _seat.IsVacant ? new(false) : Room.LeaveAsync(_seat);

    /// <summary>Serializes a message as it is for this client, and for all others of its protocol.</summary>
    /// <exception cref="Exception">It cannot be serialized.</exception>
    public void Serialize(SerializedHubMessage message) => _ = message.GetSerializedMessage(_protocol);

    /// <summary>Sends a message to the client. It does not wait: what cannot be sent at once is queued.</summary>
    public void Send(SerializedHubMessage message)
    {
        if (_output is not null && TrySerialize(message) is { } text)
        {
            // Straight to where SignalR would write it, for a writer that queues needs no turns.
            _output.Send(text);
        }
        else
        {
            Forget(Connection.WriteAsync(message));
        }
    }

    /// <inheritdoc cref="Send(SerializedHubMessage)" />
    public void Send(HubMessage message) => Forget(Connection.WriteAsync(message));

    private ReadOnlyMemory<byte>? TrySerialize(SerializedHubMessage message)
    {
        try
        {
            return message.GetSerializedMessage(_protocol);
        }
        catch (Exception)
        {
            // SignalR will find that out, too.
            return null;
        }
    }

    // SignalR handles failures of a write itself, by ending the connection.
    private static void Forget(ValueTask write)
    {
        if (write.IsCompletedSuccessfully)
        {
            write.GetAwaiter().GetResult();
        }
        else
        {
            _ = write.AsTask();
        }
    }

    private static InvalidOperationException NotJoined() => new(
        "The connection has no room. It gets one in ProtooHub.OnConnectedAsync: an override must call base.OnConnectedAsync() first.");
}
