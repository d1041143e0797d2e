using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace Protoo.Rooms;

/// <summary>The observers of the rooms of <typeparamref name="THub"/>.</summary>
internal sealed class RoomObservers<THub>(IEnumerable<IRoomObserver<THub>> observers, ILogger<RoomObservers> logger) : RoomObservers(logger)
    where THub : Hub
{
    private readonly IRoomObserver<THub>[] _observers = [.. observers];

    public override bool IsEmpty => _observers.Length == 0;

    public override Task RoomOpenedAsync(LocalRoom room) => TellAsync(room, observer => observer.OnRoomOpenedAsync(ToRoom(room)));

    public override Task PeerJoinedAsync(HubPeer peer) => TellAsync(peer.Room, observer => observer.OnPeerJoinedAsync(ToRoom(peer.Room), ToPeer(peer)));

    public override Task PeerClosedAsync(HubPeer peer) => TellAsync(peer.Room, observer => observer.OnPeerClosedAsync(ToRoom(peer.Room), ToPeer(peer)));

    public override Task RoomClosedAsync(LocalRoom room) => TellAsync(room, observer => observer.OnRoomClosedAsync(ToRoom(room)));

    private static Room ToRoom(LocalRoom room) => new(room, sender: null, slot: null);

    private static Peer ToPeer(HubPeer peer) => new(peer.Room, peer.Seat, sender: null, slot: null, peer);

    private async Task TellAsync(LocalRoom room, Func<IRoomObserver<THub>, Task> tell)
    {
        foreach (var observer in _observers)
        {
            try
            {
                await tell(observer).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                OnFailed(observer, room, exception);
            }
        }
    }
}
