using System.Text.Json;
using Protoo.Server.Messages;

namespace Protoo.Server;

/// <summary>The methods that peers of the room server call. Parameters and answers are those of the wire contract.</summary>
internal sealed class RoomHub : ProtooHub
{
    public RawJson Echo(RawJson data) => data;

    public async Task<PeerList> GetPeers() => PeerList.Of(await Room.GetPeersAsync());

    public Task SetData(RawJson data)
    {
        return data.ValueKind == JsonValueKind.Object
            ? Peer.SetDataAsync(data)
            : throw new ProtooException(StatusCodes.Status400BadRequest, "The data must be an object.");
    }

    public Task Notify(RawJson data)
    {
        var message = RoomMessage.Read<NotifyMessage>(data);
        return Room.NotifyAsync(message.Method, FromPeer(message), message.To, [Peer, .. message.Excluded ?? []]);
    }

    public async Task<SpreadAnswer> Spread(RawJson data)
    {
        var message = RoomMessage.Read<SpreadMessage>(data);
        return SpreadAnswer.Of(await Room.SpreadAsync(message.Method, FromPeer(message), [Peer, .. message.Excluded ?? []], message.GetTimeout()));
    }

    public async Task<RawJson> Request(RawJson data)
    {
        var message = RoomMessage.Read<RequestMessage>(data);
        var peer = await Room.GetPeerAsync(message.PeerId)
            ?? throw new ProtooException(StatusCodes.Status404NotFound, $"There is no peer '{message.PeerId}'.");
        return await peer.RequestAsync(message.Method, FromPeer(message), message.GetTimeout());
    }

    protected override ValueTask OnConnectionRequestAsync(ConnectionRequest request)
    {
        var query = request.HttpContext.Request.Query;
        if (!RoomIds.TryRead(query, "roomId", out var roomId))
        {
            request.Reject(StatusCodes.Status400BadRequest, $"roomId must be given once: {RoomIds.Rule}");
        }
        else if (!RoomIds.TryRead(query, "peerId", out var peerId))
        {
            request.Reject(StatusCodes.Status400BadRequest, $"peerId must be given once: {RoomIds.Rule}");
        }
        else
        {
            request.Accept(roomId, peerId);
        }

        return default;
    }

    private PeerEntry FromPeer(RoomMessage message) => new(Peer.Id, message.Data);
}
