using Microsoft.AspNetCore.SignalR.Protocol;
using Protoo.Clustering;
using Protoo.Rooms;

namespace Protoo;

/// <summary>
/// protoo's peer: a client in a room, native or SignalR. A newer connection that takes its place is a different peer with the same id.
/// </summary>
public class Peer : IEquatable<Peer>
{
    private readonly LocalRoom _room;
    private readonly Seat _seat;
    private readonly Seat? _sender;
    private readonly InvocationSlot? _slot;

    // Found on first use. All threads find the same one.
    private PeerConnection? _connection;

    /// <param name="room">The room.</param>
    /// <param name="seat">The peer's seat.</param>
    /// <param name="sender">The peer that causes what is done through this object; null if none does.</param>
    /// <param name="slot">The invocation in which the object is used; null outside of hubs.</param>
    /// <param name="connection">The peer's connection, if it is known and on this instance.</param>
    internal Peer(LocalRoom room, Seat seat, Seat? sender, InvocationSlot? slot, PeerConnection? connection = null)
    {
        _room = room;
        _seat = seat;
        _sender = sender;
        _slot = slot;
        _connection = connection;
    }

    /// <summary>The id of the peer, unique in its room.</summary>
    public string Id => _seat.PeerId;

    /// <summary>The id of the room.</summary>
    public string RoomId => _room.RoomId;

    /// <summary>The kind of client.</summary>
    public PeerTransport Transport => _seat.Transport;

    /// <summary>SignalR's id of the connection, for <c>Clients.Client(id)</c>.</summary>
    public string ConnectionId => _seat.ConnectionId;

    /// <summary>The instance that holds the connection.</summary>
    public string Instance => _seat.Instance;

    /// <summary>The data of the peer, visible on all instances; <c>{}</c> unless set.</summary>
    public RawJson Data => _seat.Data;

    /// <summary>
    /// Anything that the app keeps with the connection, the same as <c>Context.Items</c>; null for a peer of another instance. Still
    /// available in <see cref="ProtooHub.OnPeerClosedAsync"/>.
    /// </summary>
    public IDictionary<object, object?>? Items => Connection?.Connection.Items;

    private protected PeerConnection? Connection => _connection ??= _room.FindLocal(_seat);

    /// <summary>Canceled when the peer is gone: protoo's <c>close</c> event.</summary>
    public CancellationToken Closed => _seat.Closed;

    /// <summary>Whether the peer is gone: protoo's <c>peer.closed</c>.</summary>
    public bool IsClosed => _seat.IsVacant;

    /// <summary>Whether two objects are the same peer on the same connection.</summary>
    /// <param name="left">The first peer.</param>
    /// <param name="right">The second peer.</param>
    public static bool operator ==(Peer? left, Peer? right) => Equals(left, right);

    /// <summary>Whether two objects are not the same peer on the same connection.</summary>
    /// <param name="left">The first peer.</param>
    /// <param name="right">The second peer.</param>
    public static bool operator !=(Peer? left, Peer? right) => !Equals(left, right);

    /// <summary>
    /// Whether another object is the same peer on the same connection. A peer that took the place of another is a different one.
    /// </summary>
    /// <param name="other">Another peer, or null.</param>
    /// <returns>Whether they are the same.</returns>
    public bool Equals(Peer? other) => other is not null && ConnectionId == other.ConnectionId && Id == other.Id && RoomId == other.RoomId;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Peer);

    /// <inheritdoc />
    public override int GetHashCode() => ConnectionId.GetHashCode(StringComparison.Ordinal);

    /// <summary>Returns the id of the peer.</summary>
    public override string ToString() => Id;

    /// <inheritdoc cref="RequestAsync{T}" />
    public Task<RawJson> RequestAsync(string method, object? data = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        return RequestAsync<RawJson>(method, data, timeout, cancellationToken);
    }

    /// <summary>Sends a request to the peer and waits for its answer: protoo's <c>peer.request()</c>. The request always ends.</summary>
    /// <typeparam name="T">The type to read the data of the answer as.</typeparam>
    /// <param name="method">The name of the method.</param>
    /// <param name="data">The data; null for <c>{}</c>.</param>
    /// <param name="timeout">How long the request may take; at most a day, <see cref="ProtooOptions.RequestTimeout"/> by default.</param>
    /// <param name="cancellationToken">Cancels waiting. What was sent is not recalled, and a late answer is ignored.</param>
    /// <returns>The data of the answer.</returns>
    /// <exception cref="ProtooException">
    /// The error with which the peer rejected the request; 408 if there is no answer in time; 410 at once when the peer is gone; 429 if
    /// more than <see cref="ProtooOptions.MaximumWaitingRequests"/> of the caller's requests wait; 500 if the answer does not fit
    /// <typeparamref name="T"/>; 503 if the peer is on another instance, which cannot be reached.
    /// </exception>
    /// <exception cref="NotSupportedException">
    /// The data cannot be serialized; other exceptions that its type throws are passed on. Nothing is sent.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is not positive, or longer than a day.</exception>
    /// <exception cref="InvalidOperationException">The hub's own peer is asked in <c>OnConnectedAsync</c>.</exception>
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
            using (await InTurn.TakeAsync(_sender, cancellationToken).ConfigureAwait(false))
            {
                response = _room.Requests.AskAsync<T>(_sender, _seat, method, ToArguments(data), timeout ?? _room.Services.Options.RequestTimeout, cancellationToken);
            }

            return (await response.ConfigureAwait(false)).GetData();
        }
        finally
        {
            _slot?.EndWait();
        }
    }

    /// <summary>Sends a notification to the peer: protoo's <c>peer.notify()</c>. Has no effect if the peer is gone.</summary>
    /// <param name="method">The name of the method.</param>
    /// <param name="data">The data; null for <c>{}</c>.</param>
    /// <param name="cancellationToken">
    /// Cancels waiting. In a cluster, a notification waits until earlier steps of its sender are done; if canceled before that, it is not
    /// sent. After that, it is not recalled.
    /// </param>
    /// <returns>
    /// Completes when the notification is on its way, not when it has arrived: at once, or after up to 2 seconds while the peer, on this
    /// instance, is behind. Awaiting it keeps a loop from sending faster than its receivers read.
    /// </returns>
    /// <exception cref="NotSupportedException">
    /// The data cannot be serialized; other exceptions that its type throws are passed on. Nothing is sent.
    /// </exception>
    public async Task NotifyAsync(string method, object? data = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        var message = new InvocationMessage(method, ToArguments(data));
        Task hold;
        using (await InTurn.TakeAsync(_sender, cancellationToken).ConfigureAwait(false))
        {
            hold = _room.Notify(_sender, message, _seat);
        }

        await hold.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets <see cref="Data"/>. With <see cref="ProtooOptions.AnnouncePeers"/>, the other peers get <c>peerData</c>.</summary>
    /// <param name="data">The data, which replaces the present data as a whole; null for <c>{}</c>.</param>
    /// <returns>Completes when the data is visible on this instance and on its way to other instances.</returns>
    /// <exception cref="ProtooException">
    /// 410: the peer is gone. 413: the data has more than <see cref="ProtooOptions.MaximumPeerDataSize"/> bytes. 503: the other instances
    /// cannot be reached.
    /// </exception>
    /// <exception cref="NotSupportedException">The data cannot be serialized; other exceptions that its type throws are passed on.</exception>
    public async Task SetDataAsync(object? data)
    {
        var json = RawJson.From(data, _room.Services.PayloadOptions);
        _room.Services.Limits.ThrowIfTooLarge(json, RoomId, _seat);
        using (await InTurn.TakeAsync(_sender, CancellationToken.None).ConfigureAwait(false))
        {
            if (!await _room.SetDataAsync(_seat, json).ConfigureAwait(false))
            {
                throw new ProtooException(410, PeerRequest.PeerClosed);
            }
        }
    }

    /// <summary>Closes the peer: protoo's <c>peer.close()</c>. Its client gets 4000, and does not reconnect by itself.</summary>
    /// <returns>False if the peer was already gone.</returns>
    /// <exception cref="ProtooException">503: the peer is on another instance, which cannot be reached.</exception>
    public Task<bool> CloseAsync() => _room.LeaveAsync(_seat).AsTask();

    internal static InvalidOperationException NotReading() => new(
        "The hub's own peer cannot be asked in OnConnectedAsync: nothing is read from its connection until that has completed.");

    // protoo messages always have data.
    internal static object?[] ToArguments(object? data) => [data ?? default(RawJson)];
}
