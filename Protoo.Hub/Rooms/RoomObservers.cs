using Microsoft.Extensions.Logging;

namespace Protoo.Rooms;

/// <summary>Tells the observers of a hub's rooms, one after the other.</summary>
internal abstract partial class RoomObservers(ILogger logger)
{
    /// <summary>Whether nobody observes the rooms.</summary>
    public abstract bool IsEmpty { get; }

    public abstract Task RoomOpenedAsync(LocalRoom room);

    public abstract Task PeerJoinedAsync(HubPeer peer);

    public abstract Task PeerClosedAsync(HubPeer peer);

    public abstract Task RoomClosedAsync(LocalRoom room);

    protected void OnFailed(object observer, LocalRoom room, Exception exception) => Log.ObserverFailed(logger, observer.GetType().Name, room.RoomId, exception);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{Observer} has failed for room {RoomId}.", EventName = "ObserverFailed")]
        public static partial void ObserverFailed(ILogger logger, string observer, string roomId, Exception exception);
    }
}
