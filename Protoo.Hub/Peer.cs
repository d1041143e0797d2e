using Microsoft.AspNetCore.SignalR.Protocol;
using Protoo.Clustering;
using Protoo.Rooms;

namespace Protoo;

/// <summary>
/// protoo's peer: a client in a room, native or SignalR. When a newer connection takes its place, that is another peer of the
/// same id.
/// </summary>
public sealed class Peer : IEquatable<Peer>
{
    private readonly LocalRoom _room;
    private readonly Seat _seat;
    private readonly Seat? _sender;
    private readonly InvocationSlot? _slot;

    // Found once it is asked for; all find the same.
    private PeerConnection? _connection;

    /// <param name="room">The room.</param>
    /// <param name="seat">The peer's seat.</param>
    /// <param name="sender">The peer that causes what is done here; null if none does.</param>
    /// <param name="slot">The invocation in which it is done; null outside of hubs.</param>
    /// <param name="connection">The peer's connection, if it is known and on this instance.</param>
    internal Peer(LocalRoom room, Seat seat, Seat? sender, InvocationSlot? slot, PeerConnection? connection = null)
    {
        _room = room;
        _seat = seat;
        _sender = sender;
        _slot = slot;
        _connection = connection;
    }

    /// <summary>The id of the peer, which no other peer of its room has.</summary>
    public string Id => _seat.PeerId;

    /// <summary>The id of the room.</summary>
    public string RoomId => _room.RoomId;

    /// <summary>The kind of client.</summary>
    public PeerTransport Transport => _seat.Transport;

    /// <summary>SignalR's id of the connection, for <c>Clients.Client(id)</c>.</summary>
    public string ConnectionId => _seat.ConnectionId;

    /// <summary>The instance that holds the connection.</summary>
    public string Instance => _seat.Instance;

    /// <summary>The data of the peer, which all instances see; <c>{}</c> unless set.</summary>
    public RawJson Data => _seat.Data;

    /// <summary>
    /// Anything that the app keeps with the connection, the same as <c>Context.Items</c>; null for a peer of another instance. In
    /// <see cref="ProtooHub.OnPeerClosedAsync"/> it is still there.
    /// </summary>
    public IDictionary<object, object?>? Items => (_connection ??= _room.FindLocal(_seat))?.Connection.Items;

    /// <summary>Is canceled when the peer is gone: protoo's <c>close</c> event.</summary>
    public CancellationToken Closed => _seat.Closed;

    /// <summary>Whether the peer is gone: protoo's <c>peer.closed</c>.</summary>
    public bool IsClosed => _seat.IsVacant;

    /// <summary>Whether two objects are the same peer on the same connection.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(Peer? left, Peer? right) => Equals(left, right);

    /// <summary>Whether two objects are not the same peer on the same connection.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(Peer? left, Peer? right) => !Equals(left, right);

    /// <summary>Whether it is the same peer on the same connection: one that took the place of another is a different one.</summary>
    /// <param name="other">Another peer, or null.</param>
    /// <returns>Whether it is the same.</returns>
    public bool Equals(Peer? other) => other is not null && ConnectionId == other.ConnectionId && Id == other.Id && RoomId == other.RoomId;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Peer);

    /// <inheritdoc />
    public override int GetHashCode() => ConnectionId.GetHashCode(StringComparison.Ordinal);

    /// <summary>The id of the peer.</summary>
    public override string ToString() => Id;

    /// <inheritdoc cref="RequestAsync{T}" />
    public Task<RawJson> RequestAsync(string method, object? data = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        return RequestAsync<RawJson>(method, data, timeout, cancellationToken);
    }

    /// <summary>
    /// Sends a request to the peer, and waits for its answer: protoo's <c>peer.request()</c>. It always ends.
    /// </summary>
    /// <typeparam name="T">The type as which the data of the answer is read.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="data">The data; null for <c>{}</c>.</param>
    /// <param name="timeout">How long it may take; at most a day, <see cref="ProtooOptions.RequestTimeout"/> by default.</param>
    /// <param name="cancellationToken">Cancels waiting; what was sent is not recalled, and a late answer is ignored.</param>
    /// <returns>What the peer answered.</returns>
    /// <exception cref="ProtooException">
    /// What the peer rejected the request with; 408 without an answer in time; 410 at once when the peer is gone; 429 if more than
    /// <see cref="ProtooOptions.MaximumWaitingRequests"/> of the caller's requests wait; 500 if the answer does not fit
    /// <typeparamref name="T"/>; 503 if the peer is on another instance, which cannot be reached.
    /// </exception>
    /// <exception cref="NotSupportedException">The data cannot be serialized; other exceptions of its type's own are passed on. Nothing is sent.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is not positive, or longer than a day.</exception>
    /// <exception cref="InvalidOperationException">The hub's own peer is asked from within <c>OnConnectedAsync</c>.</exception>
    public async Task<T> RequestAsync<T>(string method, object? data = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        var isRead = _slot?.BeginWait() ?? true;
        try
        {
            if (!isRead && ReferenceEquals(_seat, _sender))
            {
                throw NotReading();
            }

            Task<PeerResponse<T>> response;
            using (await InTurn.TakeAsync(_sender, cancellationToken))
            {
                response = _room.Requests.AskAsync<T>(_sender, _seat, method, ToArguments(data), timeout ?? _room.Services.Options.RequestTimeout, cancellationToken);
            }

            return (await response).GetData();
        }
        finally
        {
            _slot?.EndWait();
        }
    }

    /// <summary>Sends a notification to the peer: protoo's <c>peer.notify()</c>. When it is gone, that reaches nobody.</summary>
    /// <param name="method">The method.</param>
    /// <param name="data">The data; null for <c>{}</c>.</param>
    /// <param name="cancellationToken">
    /// Ends the wait. Before its turn has come, behind a step of the sender's own in a cluster, nothing is sent; after that it is not
    /// recalled.
    /// </param>
    /// <returns>
    /// Completes when the notification is on its way, not when it has arrived: at once, or after up to 2 seconds while the peer, on
    /// this instance, is behind. To await it keeps a loop from sending faster than its receivers read.
    /// </returns>
    /// <exception cref="NotSupportedException">The data cannot be serialized; other exceptions of its type's own are passed on. Nothing is sent.</exception>
    public async Task NotifyAsync(string method, object? data = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        var message = new InvocationMessage(method, ToArguments(data));
        Task hold;
        using (await InTurn.TakeAsync(_sender, cancellationToken))
        {
            hold = _room.Notify(_sender, message, _seat);
        }

        await hold.WaitAsync(cancellationToken);
    }

    /// <summary>Sets <see cref="Data"/>; with <see cref="ProtooOptions.AnnouncePeers"/> the others get <c>peerData</c>.</summary>
    /// <param name="data">The data, which replaces the present as a whole; null for <c>{}</c>.</param>
    /// <returns>Completes when the data are seen here, and on their way to other instances.</returns>
    /// <exception cref="ProtooException">410: the peer is gone. 503: the other instances cannot be reached.</exception>
    /// <exception cref="NotSupportedException">The data cannot be serialized; other exceptions of its type's own are passed on.</exception>
    public async Task SetDataAsync(object? data)
    {
        var json = RawJson.From(data, _room.Services.PayloadOptions);
        using (await InTurn.TakeAsync(_sender, CancellationToken.None))
        {
            if (!await _room.SetDataAsync(_seat, json))
            {
                throw new ProtooException(410, PeerRequest.PeerClosed);
            }
        }
    }

    /// <summary>
    /// Closes the peer: protoo's <c>peer.close()</c>. Its client gets 4000, and does not come back by itself.
    /// </summary>
    /// <returns>False if it was gone already.</returns>
    /// <exception cref="ProtooException">503: the peer is on another instance, which cannot be reached.</exception>
    public Task<bool> CloseAsync() => _room.LeaveAsync(_seat).AsTask();

    internal static InvalidOperationException NotReading() => new(
        "In OnConnectedAsync the hub's own peer cannot be asked: nothing is read from its connection before that is over.");

    // protoo's data is always there.
    internal static object?[] ToArguments(object? data) => [data ?? default(RawJson)];
}
