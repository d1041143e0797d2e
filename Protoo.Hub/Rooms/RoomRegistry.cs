using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Protoo.Clustering;
using Protoo.Transports;

namespace Protoo.Rooms;

/// <summary>The rooms of a hub, and what they share.</summary>
internal abstract partial class RoomRegistry
{
    /// <summary>The SignalR group of a room has this prefix and the room's id.</summary>
    public const string GroupPrefix = "protoo:room:";

    private readonly ConcurrentDictionary<string, LocalRoom> _rooms = new(StringComparer.Ordinal);
    private readonly ConnectionDrain _drain;
    private readonly ILogger _logger;
    private volatile bool _isStopped;

    protected RoomRegistry(
        ProtooOptions options,
        bool hasDetailedErrors,
        IRosterStoreFactory stores,
        string hub,
        JsonSerializerOptions payloadOptions,
        ConnectionDrain drain,
        ProtooMetrics metrics,
        Rejections rejections,
        TimeProvider timeProvider,
        ILogger logger)
    {
        HasDetailedErrors = hasDetailedErrors;
        _drain = drain;
        _logger = logger;
        Options = options;
        PayloadOptions = payloadOptions;
        Metrics = metrics;
        Rejections = rejections;
        TimeProvider = timeProvider;
        Requests = new PeerRequestTable(stores.Instance, timeProvider, payloadOptions);
        (Store, Relay) = stores.Create(hub, Requests);
    }

    public ProtooOptions Options { get; }

    /// <summary>Whether clients are told the texts of exceptions.</summary>
    public bool HasDetailedErrors { get; }

    public IRosterStore Store { get; }

    /// <summary>The way to other instances; null if this one is alone.</summary>
    public IRoomRelay? Relay { get; }

    public JsonSerializerOptions PayloadOptions { get; }

    public ProtooMetrics Metrics { get; }

    public Rejections Rejections { get; }

    public TimeProvider TimeProvider { get; }

    public PeerRequestTable Requests { get; }

    /// <summary>The peers of this instance whose callbacks are not over.</summary>
    public LeavingPeers Leaving { get; } = new();

    public bool IsStopped => _isStopped;

    /// <summary>Whether new connections are taken, as far as that does not depend on the app.</summary>
    public bool IsOpen => !_isStopped && !_drain.IsDraining && (Store.IsAvailable || Store.AdmitsWhileAway);

    public static ProtooException NotOpen() => new(StatusCodes.Status503ServiceUnavailable, "The server takes no new connections.");

    public static ProtooException PeerExists() => new(409, "The room has a peer of that id.");

    public void Stop() => _isStopped = true;

    public LocalRoom? Find(string roomId) => _rooms.GetValueOrDefault(roomId);

    public async ValueTask<IReadOnlyList<Room>> GetRoomsAsync()
    {
        var rooms = _rooms.Values.Where(static room => room.GetSeats().Length > 0).ToDictionary(static room => room.RoomId, StringComparer.Ordinal);
        var elsewhere = await Store.FindRoomsAsync();
        var found = await Task.WhenAll(elsewhere.Where(roomId => !rooms.ContainsKey(roomId)).Select(FindElsewhereAsync));
        return [.. rooms.Values.Concat(found.OfType<LocalRoom>()).Select(static room => new Room(room, null, null))];
    }

    public async ValueTask<Room?> GetRoomAsync(string roomId)
    {
        ArgumentNullException.ThrowIfNull(roomId);
        return await FindAnywhereAsync(roomId) is { } room ? new Room(room, null, null) : null;
    }

    /// <summary>The room of an id on this instance, or else on others; null if there is none.</summary>
    /// <exception cref="ProtooException">503: the other instances cannot be reached.</exception>
    public async ValueTask<LocalRoom?> FindAnywhereAsync(string roomId) => Find(roomId) ?? await FindElsewhereAsync(roomId);

    /// <summary>Gives a connection its seat.</summary>
    /// <exception cref="ProtooException">The connection is rejected; 409: the peer is there already, and stays.</exception>
    public async Task JoinAsync(PeerConnection peer, ConnectionRequest request)
    {
        if (request.Rejection is not null)
        {
            throw request.Rejection;
        }

        if (peer.IsGone)
        {
            // Nobody is to hear of it.
            throw new ProtooException(StatusCodes.Status499ClientClosedRequest, "The client is gone.");
        }

        var seat = new Seat(request.PeerId!, peer.Connection.ConnectionId, request.Transport, Store.Instance) { Data = request.Data, Turn = Relay is null ? null : new SemaphoreSlim(1) };
        while (true)
        {
            var room = _rooms.GetOrAdd(request.RoomId!, static (id, rooms) => new LocalRoom(id, rooms), this);
            switch (await room.JoinAsync(peer, seat))
            {
                case JoinOutcome.Joined or JoinOutcome.ReplacedMeanwhile:
                    return;
                case JoinOutcome.Refused:
                    throw PeerExists();
            }
        }
    }

    public void Remove(LocalRoom room) => _rooms.TryRemove(KeyValuePair.Create(room.RoomId, room));

    /// <summary>Waits for the callbacks of the connection that a peer had before, but not for longer than connections may take to close.</summary>
    public async Task WaitForAsync(Task predecessorLeft, PeerConnection peer)
    {
        try
        {
            await predecessorLeft.WaitAsync(Options.CloseTimeout, TimeProvider);
        }
        catch (TimeoutException)
        {
            Log.PredecessorStays(_logger, peer.Connection.ConnectionId, Options.CloseTimeout);
        }
    }

    /// <summary>A room in which only other instances have peers: its roster as it is now.</summary>
    private async Task<LocalRoom?> FindElsewhereAsync(string roomId)
    {
        var room = new LocalRoom(roomId, this);
        return await Store.TryLoadAsync(room) ? room : null;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The peer of connection {ConnectionId} joins, though OnPeerClosedAsync of its connection before has not ended within {Time}.", EventName = "PredecessorStays")]
        public static partial void PredecessorStays(ILogger logger, string connectionId, TimeSpan time);
    }
}
