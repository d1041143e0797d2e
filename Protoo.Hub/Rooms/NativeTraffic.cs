using Microsoft.AspNetCore.Http.Features;
using Protoo.Protocol;
using Protoo.Transports;

namespace Protoo.Rooms;

/// <summary>Reports what native peers send to the hub, and are answered.</summary>
/// <param name="watches">The rooms that are watched.</param>
/// <param name="methods">The methods of the hub, which spells their names as SignalR does.</param>
internal sealed class NativeTraffic(RoomWatches watches, HubMethods methods) : INativeTraffic
{
    public bool IsWatched => watches.Any;

    public void OnReceived(IFeatureCollection connection, in ProtooEnvelope envelope, ReadOnlySpan<byte> text)
    {
        if (connection.Get<HubPeer>() is { Watch: { } watch } peer)
        {
            var kind = envelope.Kind == ProtooMessageKind.Request ? RoomTrafficKind.Request : RoomTrafficKind.Notification;
            var method = ProtooMessageReader.ReadString(envelope.Method.Of(text));
            watch.PeerSent(peer.Seat, kind, methods.Find(method)?.Name ?? method, new RawJson(envelope.Data.Of(text).ToArray()));
        }
    }

    public void OnAnswered(IFeatureCollection connection, string? method, TimeSpan duration, int? code, object? result)
    {
        if (connection.Get<HubPeer>() is { Watch: { } watch } peer)
        {
            watch.Answered(from: null, peer.Seat.PeerId, method, result, duration, code);
        }
    }
}
