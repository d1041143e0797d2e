using Microsoft.AspNetCore.SignalR.Protocol;
using Protoo.Clustering;
using Protoo.Rooms;

namespace Protoo;

/// <summary>
/// protoo's room: peers that see each other, both native protoo clients and SignalR clients. Its SignalR group is named <c>protoo:room:</c>
/// followed by its id.
/// </summary>
/// <remarks>
/// A room exists from its first peer to its last. What is sent through <see cref="ProtooHub.Room"/> counts as caused by the peer that the
/// hub serves: receivers get it in the order in which that peer caused it, and get nothing once that peer is gone.
/// </remarks>
public class Room : IEquatable<Room>
{
    private readonly LocalRoom _room;
    private readonly Seat? _sender;
    private readonly InvocationSlot? _slot;

    /// <param name="room">The room.</param>
    /// <param name="sender">The peer that causes what is done through this object; null if none does.</param>
    /// <param name="slot">The invocation in which the object is used; null outside of hubs.</param>
    internal Room(LocalRoom room, Seat? sender, InvocationSlot? slot)
    {
        _room = room;
        _sender = sender;
        _slot = slot;
    }

    /// <summary>The id of the room.</summary>
    public string Id => _room.RoomId;

    private protected LocalRoom Local => _room;

    private protected Seat? Sender => _sender;

    private protected InvocationSlot? Slot => _slot;

    /// <summary>
    /// Canceled when the room is closed or has no more peers on this instance: protoo's <c>close</c> event. Never canceled for a room that
    /// had no peers on this instance when it was found.
    /// </summary>
    public CancellationToken Closed => _room.Closed;

    /// <summary>Whether <see cref="Closed"/> was canceled: protoo's <c>room.closed</c>.</summary>
    public bool IsClosed => _room.Closed.IsCancellationRequested;

    /// <summary>
    /// The peers of the room on all instances, in the order of joining: a copy. Getting them takes no round trip, because this instance
    /// follows the rooms in which it has peers. For a room in which it has none, these are the peers that were there when the room was
    /// found.
    /// </summary>
    public IReadOnlyList<Peer> Peers => [.. _room.GetSeats().Select(ToPeer)];

    /// <summary>
    /// The data that the peers of the room share, visible on all instances; <c>{}</c> and version 0 until someone sets it. It goes with the
    /// room's last peer. Getting it takes no round trip.
    /// </summary>
    public RoomData Data => _room.Roster.Data;

    /// <summary>Finds the peer with the given id: protoo's <c>room.getPeer(id)</c>.</summary>
    /// <param name="peerId">The id of the peer, compared ordinally.</param>
    /// <returns>The peer; null if there is none.</returns>
    public Peer? FindPeer(string peerId)
    {
        ArgumentNullException.ThrowIfNull(peerId);
        return _room.FindSeat(peerId) is { } seat ? ToPeer(seat) : null;
    }

    /// <summary>Whether there is a peer with the given id: protoo's <c>room.hasPeer(id)</c>.</summary>
    /// <param name="peerId">The id of the peer, compared ordinally.</param>
    /// <returns>Whether there is one; <see cref="FindPeer"/> finds it.</returns>
    public bool HasPeer(string peerId)
    {
        ArgumentNullException.ThrowIfNull(peerId);
        return _room.FindSeat(peerId) is not null;
    }

    /// <summary>Whether two objects are the same room of the same hub.</summary>
    /// <param name="left">The first room.</param>
    /// <param name="right">The second room.</param>
    public static bool operator ==(Room? left, Room? right) => Equals(left, right);

    /// <summary>Whether two objects are not the same room of the same hub.</summary>
    /// <param name="left">The first room.</param>
    /// <param name="right">The second room.</param>
    public static bool operator !=(Room? left, Room? right) => !Equals(left, right);

    /// <summary>
    /// Whether another object is the same room of the same hub. A room that was closed and the next one with its id count as the same.
    /// </summary>
    /// <param name="other">Another room, or null.</param>
    /// <returns>Whether they are the same.</returns>
    public bool Equals(Room? other) => other is not null && _room.Services == other._room.Services && Id == other.Id;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Room);

    /// <inheritdoc />
    public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);

    /// <summary>Returns the id of the room.</summary>
    public override string ToString() => Id;

    /// <summary>Sends a notification to the peers of the room.</summary>
    /// <param name="method">The name of the method.</param>
    /// <param name="data">The data; null for <c>{}</c>.</param>
    /// <param name="to">The ids of the only receivers; null, the default, for all peers. Ids that are not in the room are skipped.</param>
    /// <param name="except">The ids of peers that do not get it, even if they are in <paramref name="to"/>; null, the default, for none.</param>
    /// <param name="cancellationToken">
    /// Cancels waiting. In a cluster, a notification waits until earlier steps of its sender are done; if canceled before that, it is not
    /// sent. After that, it is not recalled.
    /// </param>
    /// <returns>
    /// Completes when the notification is on its way, not when it has arrived: at once, or after up to 2 seconds while receivers on this
    /// instance are behind. Awaiting it keeps a loop from sending faster than its receivers read.
    /// </returns>
    /// <exception cref="NotSupportedException">
    /// The data cannot be serialized; other exceptions that its type throws are passed on. Nothing is sent.
    /// </exception>
    public Task NotifyAsync(
        string method,
        object? data = null,
        IReadOnlyCollection<string>? to = null,
        IReadOnlyCollection<string>? except = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        return NotifyAsync(new InvocationMessage(method, Peer.ToArguments(data)), to, except, cancellationToken);
    }

    /// <inheritdoc cref="SpreadAsync{T}" />
    public Task<IReadOnlyList<PeerResponse<RawJson>>> SpreadAsync(
        string method,
        object? data = null,
        IReadOnlyCollection<string>? to = null,
        IReadOnlyCollection<string>? except = null,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        return SpreadAsync<RawJson>(method, data, to, except, timeout, cancellationToken);
    }

    /// <summary>
    /// Sends a request to peers of the room and collects the answers: protoo's <c>spread</c>. One failure does not affect the others.
    /// </summary>
    /// <typeparam name="T">The type to read the data of the answers as.</typeparam>
    /// <param name="method">The name of the method.</param>
    /// <param name="data">The data; null for <c>{}</c>.</param>
    /// <param name="to">The ids of the only peers to ask; null, the default, for all peers. Ids that are not in the room are skipped.</param>
    /// <param name="except">The ids of peers that are not asked, even if they are in <paramref name="to"/>; null, the default, for none.</param>
    /// <param name="timeout">How long each request may take; at most a day, <see cref="ProtooOptions.RequestTimeout"/> by default.</param>
    /// <param name="cancellationToken">Cancels waiting. What was sent is not recalled, and a late answer is ignored.</param>
    /// <returns>The answers in the order of joining, including those for peers that refused, left or took too long.</returns>
    /// <exception cref="ProtooException">429: more than <see cref="ProtooOptions.MaximumWaitingRequests"/> of the caller's requests wait.</exception>
    /// <exception cref="NotSupportedException">
    /// The data cannot be serialized; other exceptions that its type throws are passed on. No peer is asked.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is not positive, or longer than a day.</exception>
    /// <exception cref="InvalidOperationException">The hub's own peer is asked in <c>OnConnectedAsync</c>.</exception>
    public async Task<IReadOnlyList<PeerResponse<T>>> SpreadAsync<T>(
        string method,
        object? data = null,
        IReadOnlyCollection<string>? to = null,
        IReadOnlyCollection<string>? except = null,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        var isRead = _slot?.BeginWait() ?? true;
        try
        {
            if (!isRead && IsAskingItself(to, except))
            {
                throw Peer.NotReading();
            }

            Task<PeerResponse<T>[]> responses;
            using (await InTurn.TakeAsync(_sender, cancellationToken).ConfigureAwait(false))
            {
                responses = _room.Requests.SpreadAsync<T>(_sender, method, Peer.ToArguments(data), to, except, timeout ?? _room.Services.Options.RequestTimeout, cancellationToken);
            }

            return await responses.ConfigureAwait(false);
        }
        finally
        {
            _slot?.EndWait();
        }
    }

    /// <summary>
    /// Sets <see cref="Data"/>. With <see cref="ProtooOptions.AnnouncePeers"/>, the other peers get <c>roomData</c>; if the app sets it
    /// outside of a hub, all do.
    /// </summary>
    /// <param name="data">The data, which replaces the present data as a whole; null for <c>{}</c>.</param>
    /// <param name="version">
    /// The <see cref="RoomData.Version"/> that the present data must have, so that no change by others is lost; null, the default, for any.
    /// </param>
    /// <returns>The new version. Completes when the data is visible on this instance and on its way to other instances.</returns>
    /// <exception cref="ProtooException">
    /// 409: the present data has another version. 410: the room has no peers, or the peer that the hub serves is gone. 413: the data has
    /// more than <see cref="ProtooOptions.MaximumRoomDataSize"/> bytes. 503: the other instances cannot be reached.
    /// </exception>
    /// <exception cref="NotSupportedException">The data cannot be serialized; other exceptions that its type throws are passed on.</exception>
    public async Task<long> SetDataAsync(object? data, long? version = null)
    {
        var json = RawJson.From(data, _room.Services.PayloadOptions);
        _room.Services.Limits.ThrowIfTooLargeForRoom(json, Id, _sender);
        using (await InTurn.TakeAsync(_sender, CancellationToken.None).ConfigureAwait(false))
        {
            return await _room.SetRoomDataAsync(json, version, _sender).ConfigureAwait(false) switch
            {
                (RoomDataOutcome.Set, var set) => set,
                (RoomDataOutcome.Changed, _) => throw new ProtooException(409, "The data of the room has another version."),
                _ => throw new ProtooException(410, _sender is null ? "The room is closed." : PeerRequest.PeerClosed),
            };
        }
    }

    /// <summary>
    /// Closes the room: protoo's <c>room.close()</c>. Every peer is closed, and its client does not reconnect by itself. A new connection
    /// creates a new room.
    /// </summary>
    /// <returns>False if the room was empty.</returns>
    /// <exception cref="ProtooException">503: the other instances cannot be reached.</exception>
    public Task<bool> CloseAsync() => _room.CloseAsync().AsTask();

    private async Task NotifyAsync(InvocationMessage message, IReadOnlyCollection<string>? to, IReadOnlyCollection<string>? except, CancellationToken cancellationToken)
    {
        Task hold;
        using (await InTurn.TakeAsync(_sender, cancellationToken).ConfigureAwait(false))
        {
            hold = _room.Notify(_sender, message, to, except);
        }

        await hold.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private bool IsAskingItself(IReadOnlyCollection<string>? to, IReadOnlyCollection<string>? except)
    {
        return _sender is { PeerId: var peerId } && to?.Contains(peerId) != false && except?.Contains(peerId) != true;
    }

    private Peer ToPeer(Seat seat) => new(_room, seat, _sender, _slot);
}
