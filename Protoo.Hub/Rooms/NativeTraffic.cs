using Microsoft.AspNetCore.Http.Features;
using Protoo.Protocol;
using Protoo.Transports;

namespace Protoo.Rooms;

/// <summary>Reports what native peers send to the hub, and are answered.</summary>
/// <param name="services">What the rooms of the hub share.</param>
/// <param name="methods">The methods of the hub, which spells their names as SignalR does.</param>
internal sealed class NativeTraffic(RoomServices services, HubMethods methods) : INativeTraffic
{
    public bool IsWatched => services.Watches.Any;

    public void OnReceived(IFeatureCollection connection, in ProtooEnvelope envelope, ReadOnlySpan<byte> text)
    {
        if (connection.Get<HubPeer>() is { HasSeat: true } peer)
        {
            var kind = envelope.Kind == ProtooMessageKind.Request ? RoomTrafficKind.Request : RoomTrafficKind.Notification;
            var method = ProtooMessageReader.ReadString(envelope.Method.Of(text));
            peer.Room.Watch?.PeerSent(peer.Seat, kind, methods.Find(method)?.Name ?? method, new RawJson(envelope.Data.Of(text).ToArray()));
        }
    }

    public void OnAnswered(IFeatureCollection connection, string? method, TimeSpan duration, int? code, object? result)
    {
        if (connection.Get<HubPeer>() is { HasSeat: true } peer)
        {
            peer.Room.Watch?.Answered(from: null, peer.Seat.PeerId, method, code is null ? WatchedData.From(result, services.PayloadOptions) : null, duration, code);
        }
    }
}
