using Microsoft.AspNetCore.SignalR.Protocol;
using Protoo.Clustering;
using Protoo.Rooms;

namespace Protoo;

/// <summary>
/// protoo's room: peers that see each other, native protoo clients and SignalR clients alike. It is the SignalR group
/// <c>protoo:room:</c> and its id.
/// </summary>
/// <remarks>
/// A room is there from its first peer to its last. Got from <see cref="ProtooHub.Room"/>, what is sent counts as caused by the
/// peer that the hub serves: receivers get it in the order in which that peer caused it, and nothing once the peer is gone.
/// </remarks>
public sealed class Room
{
    private readonly LocalRoom _room;
    private readonly Seat? _sender;
    private readonly InvocationSlot? _slot;

    /// <param name="room">The room.</param>
    /// <param name="sender">The peer that causes what is done here; null if none does.</param>
    /// <param name="slot">The invocation in which it is done; null outside of hubs.</param>
    internal Room(LocalRoom room, Seat? sender, InvocationSlot? slot)
    {
        _room = room;
        _sender = sender;
        _slot = slot;
    }

    /// <summary>The id of the room.</summary>
    public string Id => _room.RoomId;

    /// <summary>
    /// Is canceled when the room was closed, or has no peers on this instance any more: protoo's <c>close</c> event. It never is for a
    /// room that had none here when it was found.
    /// </summary>
    public CancellationToken Closed => _room.Closed;

    /// <summary>The peers of the room, in the order of joining.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<IReadOnlyList<Peer>> GetPeersAsync(CancellationToken cancellationToken = default)
    {
        return new([.. _room.GetSeats().Select(ToPeer)]);
    }

    /// <summary>The peer of an id; null if there is none.</summary>
    /// <param name="peerId">The id of the peer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<Peer?> GetPeerAsync(string peerId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(peerId);
        return new(_room.FindSeat(peerId) is { } seat ? ToPeer(seat) : null);
    }

    /// <summary>Sends a notification to the peers of the room.</summary>
    /// <param name="method">The method.</param>
    /// <param name="data">The data; null for <c>{}</c>.</param>
    /// <param name="to">The only peers that get it, all by default. Ids that are not there are passed over.</param>
    /// <param name="except">The peers that do not get it, none by default.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// Completes when the notification is on its way, not when it has arrived: at once, or after up to 2 seconds while receivers on
    /// this instance are behind. To await it keeps a loop from sending faster than its receivers read.
    /// </returns>
    /// <exception cref="NotSupportedException">The data cannot be serialized; other exceptions of its type's own are passed on. Nobody gets anything.</exception>
    public Task NotifyAsync(
        string method,
        object? data = null,
        IReadOnlyCollection<PeerRef>? to = null,
        IReadOnlyCollection<PeerRef>? except = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        return NotifyAsync(new InvocationMessage(method, Peer.ToArguments(data)), to, except, cancellationToken);
    }

    /// <inheritdoc cref="SpreadAsync{T}" />
    public Task<IReadOnlyList<PeerResponse<RawJson>>> SpreadAsync(
        string method,
        object? data = null,
        IReadOnlyCollection<PeerRef>? except = null,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        return SpreadAsync<RawJson>(method, data, except, timeout, cancellationToken);
    }

    /// <summary>
    /// protoo's <c>spread</c>: sends a request to every peer of the room but the excluded, and collects the answers, in the
    /// order of joining. Each has its own; that one fails fails nobody else.
    /// </summary>
    /// <typeparam name="T">The type as which the data of the answers is read.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="data">The data; null for <c>{}</c>.</param>
    /// <param name="except">The peers that are not asked, none by default.</param>
    /// <param name="timeout">How long each may take; at most a day, <see cref="ProtooOptions.RequestTimeout"/> by default.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ProtooException">429: more than <see cref="ProtooOptions.MaximumWaitingRequests"/> of the caller's requests wait.</exception>
    /// <exception cref="NotSupportedException">The data cannot be serialized; other exceptions of its type's own are passed on. Nobody is asked.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is not positive, or longer than a day.</exception>
    /// <exception cref="InvalidOperationException">The hub's own peer is asked from within <c>OnConnectedAsync</c>.</exception>
    public async Task<IReadOnlyList<PeerResponse<T>>> SpreadAsync<T>(
        string method,
        object? data = null,
        IReadOnlyCollection<PeerRef>? except = null,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        var isRead = _slot?.BeginWait() ?? true;
        try
        {
            if (!isRead && _sender is not null && except?.Contains(_sender.PeerId) != true)
            {
                throw Peer.NotReading();
            }

            Task<PeerResponse<T>[]> responses;
            using (await InTurn.TakeAsync(_sender, cancellationToken))
            {
                responses = _room.SpreadAsync<T>(_sender, method, Peer.ToArguments(data), except, timeout ?? _room.Rooms.Options.RequestTimeout, cancellationToken);
            }

            return await responses;
        }
        finally
        {
            _slot?.EndWait();
        }
    }

    /// <summary>
    /// Closes the room: every peer is closed, and its client does not come back by itself. A new connection makes a new room.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False if there was nobody in it.</returns>
    /// <exception cref="ProtooException">503: the other instances cannot be reached.</exception>
    public async Task<bool> CloseAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await _room.CloseAsync();
    }

    private async Task NotifyAsync(InvocationMessage message, IReadOnlyCollection<PeerRef>? to, IReadOnlyCollection<PeerRef>? except, CancellationToken cancellationToken)
    {
        Task hold;
        using (await InTurn.TakeAsync(_sender, cancellationToken))
        {
            hold = _room.Notify(_sender, message, to, except);
        }

        await hold.WaitAsync(cancellationToken);
    }

    private Peer ToPeer(Seat seat) => new(_room, seat, _sender, _slot);
}
