using System.Text.Json;
using Protoo.Server.Access;
using Protoo.Server.Messages;

namespace Protoo.Server;

/// <summary>The methods that peers of the room server call. docs/room-server.md describes parameters and answers.</summary>
internal sealed class RoomHub : ProtooHub
{
    [RequestOnly]
    public RawJson Echo(RawJson data) => data;

    [RequestOnly]
    public PeerList GetPeers() => new(Room.Peers, Room.Data);

    public async Task<RawJson> SetData(RawJson data)
    {
        if (data.ValueKind != JsonValueKind.Object)
        {
            throw RoomMessage.NoObject("setData");
        }

        await Peer.SetDataAsync(data);
        return default;
    }

    [RequestOnly]
    public RoomData GetRoomData() => Room.Data;

    public async Task<RoomDataVersion> SetRoomData(RawJson data)
    {
        var message = RoomMessage.Read<SetRoomDataMessage>("setRoomData", data);
        return new RoomDataVersion(await Room.SetDataAsync(message.Data, message.Version));
    }

    public async Task<RawJson> Notify(RawJson data)
    {
        var message = RoomMessage.Read<NotifyMessage>("notify", data);
        await Room.NotifyAsync(message.Method, FromPeer(message), message.To, [Peer.Id, .. message.Excluded ?? []]);
        return default;
    }

    [RequestOnly]
    public async Task<SpreadAnswer> Spread(RawJson data)
    {
        var message = RoomMessage.Read<SpreadMessage>("spread", data);
        return SpreadAnswer.Of(await Room.SpreadAsync(message.Method, FromPeer(message), to: null, [Peer.Id, .. message.Excluded ?? []], message.GetTimeout()));
    }

    [RequestOnly]
    public async Task<RawJson> Request(RawJson data)
    {
        var message = RoomMessage.Read<RequestMessage>("request", data);
        var peer = Room.FindPeer(message.PeerId)
            ?? throw new ProtooException(StatusCodes.Status404NotFound, $"There is no peer '{message.PeerId}'.");
        return await peer.RequestAsync(message.Method, FromPeer(message), message.GetTimeout());
    }

    protected override ValueTask OnConnectionRequestAsync(ConnectionRequest request)
    {
        // Injection would cost time for each message, since SignalR creates a hub for each one.
        request.HttpContext.GetEndpoint()!.Metadata.GetRequiredMetadata<ClientIds>().Accept(request);
        return default;
    }

    private PeerEntry FromPeer(ForwardedMessage message) => new(Peer.Id, message.Data);
}
