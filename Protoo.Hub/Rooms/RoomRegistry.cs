using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Protoo.Clustering;
using Protoo.Diagnostics;
using Protoo.Transports;

namespace Protoo.Rooms;

/// <summary>The rooms of a hub, and what they share.</summary>
internal abstract partial class RoomRegistry
{
    private const string PeerExists = "The room has a peer of that id.";
    private const string InternalError = "Internal Server Error";

    /// <summary>The SignalR group of a room has this prefix and the room's id.</summary>
    public const string GroupPrefix = "protoo:room:";

    private readonly ConcurrentDictionary<string, LocalRoom> _rooms = new(StringComparer.Ordinal);
    private readonly bool _detailedErrors;
    private readonly ConnectionDrain _drain;
    private readonly ILogger _logger;
    private volatile bool _isStopped;

    protected RoomRegistry(
        ProtooOptions options,
        bool detailedErrors,
        IRosterStore store,
        JsonSerializerOptions payloadOptions,
        ConnectionDrain drain,
        ProtooMetrics metrics,
        TimeProvider timeProvider,
        ILogger logger)
    {
        _detailedErrors = detailedErrors;
        _drain = drain;
        _logger = logger;
        Options = options;
        Store = store;
        Relay = store as IRoomRelay;
        PayloadOptions = payloadOptions;
        Metrics = metrics;
        TimeProvider = timeProvider;
        Requests = new PeerRequestTable(store.Instance, timeProvider, payloadOptions);
        if (Relay is not null)
        {
            Relay.Requester = Requests;
        }
    }

    public ProtooOptions Options { get; }

    public IRosterStore Store { get; }

    /// <summary>The way to other instances; null if this one is alone.</summary>
    public IRoomRelay? Relay { get; }

    public JsonSerializerOptions PayloadOptions { get; }

    public ProtooMetrics Metrics { get; }

    public TimeProvider TimeProvider { get; }

    public PeerRequestTable Requests { get; }

    public bool IsStopped => _isStopped;

    public Task StopAsync(CancellationToken cancellationToken = default)
    {
        _isStopped = true;
        return Task.CompletedTask;
    }

    public LocalRoom? Find(string roomId) => _rooms.GetValueOrDefault(roomId);

    public async ValueTask<IReadOnlyList<Room>> GetRoomsAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var rooms = _rooms.Values.Where(static room => room.GetSeats().Length > 0).ToDictionary(static room => room.RoomId, StringComparer.Ordinal);
        var elsewhere = await Store.FindRoomsAsync();
        var found = await Task.WhenAll(elsewhere.Where(roomId => !rooms.ContainsKey(roomId)).Select(FindElsewhereAsync));
        return [.. rooms.Values.Concat(found.OfType<LocalRoom>()).Select(static room => new Room(room, null, null))];
    }

    public async ValueTask<Room?> GetRoomAsync(string roomId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(roomId);
        cancellationToken.ThrowIfCancellationRequested();
        return (Find(roomId) ?? await FindElsewhereAsync(roomId)) is { } room ? new Room(room, null, null) : null;
    }

    /// <summary>A room in which only other instances have peers: its roster as it is now.</summary>
    public async Task<LocalRoom?> FindElsewhereAsync(string roomId)
    {
        var room = new LocalRoom(roomId, this);
        return await Store.TryLoadAsync(room) ? room : null;
    }

    /// <summary>Has the app decide on a connection.</summary>
    public async ValueTask DecideAsync(ProtooHub hub, ConnectionRequest request)
    {
        if (_isStopped || _drain.IsDraining || (!Store.IsAvailable && Options.WhileRedisIsAway == WhileRedisIsAway.Reject))
        {
            request.Fail(new ProtooException(503, "The server takes no new connections."), mayComeBack: true);
        }
        else
        {
            await AskAsync(hub, request);
        }

        if (request.Rejection is { } rejection)
        {
            Metrics.ConnectionRejected(rejection.Code);
            Log.Rejected(_logger, rejection.Code, rejection.Reason);
        }
    }

    /// <summary>Gives a connection its seat.</summary>
    /// <exception cref="ProtooException">The connection is rejected; 409: the peer is there already, and stays.</exception>
    public async Task JoinAsync(LocalPeer peer, ConnectionRequest request)
    {
        if (request.Rejection is not null)
        {
            throw request.Rejection;
        }

        var seat = new Seat(request.PeerId!, peer.Connection.ConnectionId, request.Transport, Store.Instance) { Data = request.Data, Turn = Relay is null ? null : new SemaphoreSlim(1) };
        while (true)
        {
            var room = _rooms.GetOrAdd(request.RoomId!, static (id, rooms) => new LocalRoom(id, rooms), this);
            switch (await room.JoinAsync(peer, seat))
            {
                case true:
                    return;
                case false:
                    throw new ProtooException(409, PeerExists);
            }
        }
    }

    public void Remove(LocalRoom room) => _rooms.TryRemove(KeyValuePair.Create(room.RoomId, room));

    private async ValueTask AskAsync(ProtooHub hub, ConnectionRequest request)
    {
        try
        {
            await hub.RequestConnectionAsync(request);
        }
        catch (ProtooException rejection)
        {
            request.Fail(rejection);
            return;
        }
        catch (Exception exception)
        {
            Log.RequestFailed(_logger, exception);
            request.Fail(new ProtooException(500, _detailedErrors ? $"{exception.GetType().Name}: {exception.Message}" : InternalError));
            return;
        }

        if (request.Rejection is null && !request.IsAccepted)
        {
            Log.Undecided(_logger, hub.GetType().Name);
            request.Fail(new ProtooException(500, _detailedErrors ? "The app neither accepted nor rejected the connection." : InternalError));
        }
        else if (request.IsAccepted && await IsTakenAsync(request))
        {
            request.Fail(new ProtooException(409, PeerExists));
        }
    }

    // Two that ask at once may both be accepted here; the roster takes one of them.
    private async ValueTask<bool> IsTakenAsync(ConnectionRequest request)
    {
        if (Options.DuplicatePeer != DuplicatePeer.Reject)
        {
            return false;
        }

        try
        {
            var room = Find(request.RoomId!) ?? await FindElsewhereAsync(request.RoomId!);
            return room?.FindSeat(request.PeerId!) is not null;
        }
        catch (ProtooException)
        {
            // Redis is away: nobody knows.
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Rejected a connection: {Code} {Reason}.", EventName = "Rejected")]
        public static partial void Rejected(ILogger logger, int code, string reason);

        [LoggerMessage(2, LogLevel.Error, "OnConnectionRequestAsync failed.", EventName = "RequestFailed")]
        public static partial void RequestFailed(ILogger logger, Exception exception);

        [LoggerMessage(3, LogLevel.Error, "OnConnectionRequestAsync of {Hub} neither accepted nor rejected a connection.", EventName = "Undecided")]
        public static partial void Undecided(ILogger logger, string hub);
    }
}
