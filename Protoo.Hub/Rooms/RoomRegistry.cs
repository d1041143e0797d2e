using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Protoo.Clustering;
using Protoo.Transports;

namespace Protoo.Rooms;

/// <summary>The rooms of a hub on this instance.</summary>
internal abstract partial class RoomRegistry
{
    /// <summary>The prefix of a room's SignalR group, followed by the room's id.</summary>
    public const string GroupPrefix = "protoo:room:";

    private readonly ConcurrentDictionary<string, LocalRoom> _rooms = new(StringComparer.Ordinal);

    // Held while a room is created, so that racing joins never create one more than MaximumRooms.
    private readonly Lock _creation = new();
    private readonly Action<LocalRoom> _onGone;
    private readonly ConnectionDrain _drain;
    private readonly ILogger _logger;
    private volatile bool _isStopped;

    // The number of rooms in the dictionary, whose own count locks all of it.
    private int _count;

    protected RoomRegistry(
        ProtooOptions options,
        bool hasDetailedErrors,
        IRosterStoreFactory stores,
        IInstanceRelay? instances,
        IRoomStates states,
        string hub,
        JsonSerializerOptions payloadOptions,
        ConnectionDrain drain,
        ProtooMetrics metrics,
        Rejections rejections,
        TimeProvider timeProvider,
        ILogger logger)
    {
        HasDetailedErrors = hasDetailedErrors;
        Rejections = rejections;
        _onGone = OnGone;
        _drain = drain;
        _logger = logger;
        var requests = new PeerRequestTable(stores.Instance, metrics, timeProvider, payloadOptions);
        var watches = new RoomWatches(stores.Instance, hub, instances, payloadOptions, timeProvider);
        var (store, relay) = stores.Create(hub, requests, watches);
        Services = new RoomServices
        {
            Options = options,
            Limits = new RoomLimits(options, metrics, logger),
            Store = store,
            States = states,
            Relay = relay,
            Requests = requests,
            Watches = watches,
            PayloadOptions = payloadOptions,
            Metrics = metrics,
            TimeProvider = timeProvider,
        };
    }

    /// <summary>What the rooms share.</summary>
    public RoomServices Services { get; }

    public ProtooOptions Options => Services.Options;

    public IRosterStore Store => Services.Store;

    /// <summary>Whether clients get the texts of exceptions.</summary>
    public bool HasDetailedErrors { get; }

    public Rejections Rejections { get; }

    public bool IsStopped => _isStopped;

    /// <summary>Whether new connections are accepted, as far as that does not depend on the app.</summary>
    public bool IsOpen => !_isStopped && !_drain.IsDraining && (Store.IsAvailable || Store.AdmitsWhileAway);

    public static ProtooException NotOpen() => new(StatusCodes.Status503ServiceUnavailable, "The server takes no new connections.");

    public static ProtooException PeerExists() => new(409, "The room has a peer of that id.");

    public void Stop() => _isStopped = true;

    public LocalRoom? Find(string roomId) => _rooms.GetValueOrDefault(roomId);

    public async ValueTask<IReadOnlyList<Room>> GetRoomsAsync() => [.. (await FindRoomsAsync().ConfigureAwait(false)).Select(static room => new Room(room, null, null))];

    /// <summary>Finds the rooms that have peers on any instance.</summary>
    public async ValueTask<IEnumerable<LocalRoom>> FindRoomsAsync()
    {
        var rooms = _rooms.Values.Where(static room => room.GetSeats().Length > 0).ToDictionary(static room => room.RoomId, StringComparer.Ordinal);
        var elsewhere = await Store.FindRoomsAsync().ConfigureAwait(false);
        var found = await Task.WhenAll(elsewhere.Where(roomId => !rooms.ContainsKey(roomId)).Select(FindElsewhereAsync)).ConfigureAwait(false);
        return rooms.Values.Concat(found.OfType<LocalRoom>());
    }

    public async ValueTask<Room?> GetRoomAsync(string roomId)
    {
        ArgumentNullException.ThrowIfNull(roomId);
        return await FindAnywhereAsync(roomId).ConfigureAwait(false) is { } room ? new Room(room, null, null) : null;
    }

    /// <summary>Finds the room with the given id on this instance, or else on others; null if there is none.</summary>
    /// <exception cref="ProtooException">503: the other instances cannot be reached.</exception>
    public async ValueTask<LocalRoom?> FindAnywhereAsync(string roomId) => Find(roomId) ?? await FindElsewhereAsync(roomId).ConfigureAwait(false);

    /// <inheritdoc cref="IRoomRegistry{THub}.WatchAsync" />
    public async IAsyncEnumerable<RoomTraffic> WatchAsync(string roomId, bool includeData = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(roomId);
        using var reader = Services.Watches.Read(roomId, includeData);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var renewal = RenewAsync(roomId, reader, ended.Token);
        try
        {
            await foreach (var traffic in reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return traffic;
            }
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await renewal.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Gives a connection its seat.</summary>
    /// <exception cref="ProtooException">
    /// The connection is rejected; 409: the peer is already there, and stays, or the room is full; 503: there are too many rooms.
    /// </exception>
    public async Task JoinAsync(HubPeer peer, ConnectionRequest request)
    {
        if (request.Rejection is not null)
        {
            throw request.Rejection;
        }

        if (peer.IsGone)
        {
            // No other peer must be told about it.
            throw new ProtooException(StatusCodes.Status499ClientClosedRequest, "The client is gone.");
        }

        var seat = new Seat(request.PeerId!, peer.Connection.ConnectionId, request.Transport, Store.Instance) { Data = request.Data, Turn = Services.Relay is null ? null : new SemaphoreSlim(1) };
        while (true)
        {
            var room = FindOrCreate(request.RoomId!) ?? throw Services.Limits.TooManyRooms();

            // Before the step is applied, because another thread may apply it.
            peer.Room = room;
            switch (await room.JoinAsync(peer, seat, request).ConfigureAwait(false))
            {
                case JoinOutcome.Joined or JoinOutcome.ReplacedMeanwhile:
                    Services.Metrics.ConnectionAccepted(peer.IsNative);
                    return;
                case JoinOutcome.PeerExists:
                    throw PeerExists();
                case JoinOutcome.RoomFull:
                    throw Services.Limits.RoomFull();
            }
        }
    }

    /// <summary>Waits for the callbacks of a peer's previous connection, but no longer than connections may take to close.</summary>
    public async Task WaitForAsync(Task predecessorLeft, PeerConnection peer)
    {
        try
        {
            await predecessorLeft.WaitAsync(Options.CloseTimeout, Services.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Log.PredecessorStays(_logger, peer.Connection.ConnectionId, Options.CloseTimeout);
        }
    }

    /// <summary>Keeps the other instances reporting to a reader, until the room ends.</summary>
    private async Task RenewAsync(string roomId, RoomWatchReader reader, CancellationToken cancellationToken)
    {
        while (await FindForWatchAsync(roomId).ConfigureAwait(false) is (true, var room))
        {
            if (room is not null)
            {
                Services.Watches.Renew(room);
            }

            await Task.Delay(RoomWatches.RenewalInterval, Services.TimeProvider, cancellationToken).ConfigureAwait(false);
        }

        reader.Complete();
    }

    /// <returns>Whether the room may exist, and the room, if it could be found.</returns>
    private async ValueTask<(bool MayExist, LocalRoom? Room)> FindForWatchAsync(string roomId)
    {
        try
        {
            var room = await FindAnywhereAsync(roomId).ConfigureAwait(false);
            return (room is not null, room);
        }
        catch (ProtooException)
        {
            // The other instances cannot be reached now.
            return (true, null);
        }
    }

    /// <summary>Finds a room in which only other instances have peers, with its present roster.</summary>
    private async Task<LocalRoom?> FindElsewhereAsync(string roomId)
    {
        var room = CreateRoom(roomId);
        return await Store.TryLoadAsync(room).ConfigureAwait(false) ? room : null;
    }

    /// <summary>Finds a room of this instance, or else creates it; null if there are as many rooms as there may be.</summary>
    private LocalRoom? FindOrCreate(string roomId)
    {
        if (_rooms.TryGetValue(roomId, out var room))
        {
            return room;
        }

        lock (_creation)
        {
            if (!_rooms.TryGetValue(roomId, out room) && Volatile.Read(ref _count) < Options.MaximumRooms)
            {
                room = CreateRoom(roomId);
                room.State = Services.States.Create(room);
                Interlocked.Increment(ref _count);
                _rooms[roomId] = room;
            }

            return room;
        }
    }

    private LocalRoom CreateRoom(string roomId) => new(roomId, Services, _onGone);

    // Called with the gate of the room held, and also for rooms that were created to look at a room of other instances.
    private void OnGone(LocalRoom room)
    {
        if (_rooms.TryRemove(KeyValuePair.Create(room.RoomId, room)))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The peer of connection {ConnectionId} joins, although OnPeerClosedAsync of its previous connection has not finished within {Time}.", EventName = "PredecessorStays")]
        public static partial void PredecessorStays(ILogger logger, string connectionId, TimeSpan time);
    }
}
