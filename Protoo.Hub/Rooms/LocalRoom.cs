using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Protoo.Clustering;
using Protoo.Transports;

namespace Protoo.Rooms;

/// <summary>
/// A room on this instance: its copy of the roster, and the peers that are connected here. All that happens in the room happens
/// under its gate, and what is sent is queued for each receiver before the gate opens: that is the order that peers see.
/// </summary>
internal sealed class LocalRoom : IRosterReplica
{
    /// <summary>The reason of error 410.</summary>
    public const string PeerClosed = "peer closed";

    private readonly Audience _audience;

    // Null if this instance is alone.
    private readonly RemotePeers? _remote;
    private readonly CancellationTokenSource _closed = new();
    private bool _isCounted;
    private bool _isGone;

    public LocalRoom(string id, RoomRegistry rooms)
    {
        RoomId = id;
        Rooms = rooms;
        _audience = new Audience(Roster);
        _remote = rooms.Relay is { } relay ? new RemotePeers(this, rooms.Store.Instance, relay, rooms.Requests, rooms.PayloadOptions) : null;
    }

    public string RoomId { get; }

    public RoomRegistry Rooms { get; }

    public Lock Gate { get; } = new();

    public Roster Roster { get; } = new();

    /// <summary>Is canceled when the last peer of this instance is gone. The room is not used again then.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>Takes a seat for a connection.</summary>
    public async ValueTask<JoinOutcome> JoinAsync(LocalPeer peer, Seat seat)
    {
        lock (Gate)
        {
            if (_isGone)
            {
                return JoinOutcome.RoomGone;
            }

            // Before the step is applied, for it may be applied by another thread.
            peer.TakeSeat(this, seat);
            _audience.Add(peer);
        }

        var hasJoined = false;
        try
        {
            hasJoined = await Rooms.Store.JoinAsync(this, seat, Rooms.Options.DuplicatePeer);
        }
        finally
        {
            if (!hasJoined || !seat.IsTaken)
            {
                lock (Gate)
                {
                    seat.Vacate();
                    _ = _audience.Remove(seat);
                    EndIfEmptyUnsynchronized();
                }
            }
        }

        if (hasJoined && !seat.IsTaken)
        {
            peer.Close(answersFirst: false);
            return JoinOutcome.ReplacedMeanwhile;
        }

        return hasJoined ? JoinOutcome.Joined : JoinOutcome.Refused;
    }

    public ValueTask<bool> LeaveAsync(Seat seat) => Rooms.Store.LeaveAsync(this, seat);

    public ValueTask<bool> SetDataAsync(Seat seat, RawJson data) => Rooms.Store.SetDataAsync(this, seat, data);

    public ValueTask<bool> CloseAsync() => Rooms.Store.CloseAsync(this);

    public Seat[] GetSeats()
    {
        lock (Gate)
        {
            return [.. Roster.Seats];
        }
    }

    public Seat? FindSeat(string peerId)
    {
        lock (Gate)
        {
            return Roster.Find(peerId);
        }
    }

    /// <summary>The ids of the peers behind connections.</summary>
    public string[] FindPeerIds(IReadOnlyList<string> connectionIds)
    {
        if (connectionIds.Count == 0)
        {
            return [];
        }

        lock (Gate)
        {
            return [.. Roster.Seats.Where(seat => connectionIds.Contains(seat.ConnectionId)).Select(static seat => seat.PeerId)];
        }
    }

    /// <summary>The connection of a seat, if it is on this instance.</summary>
    public LocalPeer? FindLocal(Seat seat)
    {
        lock (Gate)
        {
            return _audience.Find(seat);
        }
    }

    /// <summary>Sends a notification to the peers of the room.</summary>
    /// <param name="sender">The peer that causes it, after whose departure nothing of it is sent; null if none does.</param>
    /// <param name="message">The notification.</param>
    /// <param name="to">The only peers that get it; null for all.</param>
    /// <param name="except">The peers that do not get it; null for none.</param>
    /// <returns>Completes at once, or when the receivers that hold the sender back are clear.</returns>
    /// <exception cref="Exception">The notification cannot be serialized; nobody gets it.</exception>
    public Task Notify(Seat? sender, InvocationMessage message, IReadOnlyCollection<string>? to, IReadOnlyCollection<string>? except)
    {
        var serialized = new SerializedHubMessage(message);
        List<LocalPeer>? congested;

        // Queued under the gate, sent outside.
        using var batch = SendBatch.Open();
        lock (Gate)
        {
            if (sender is { IsVacant: true })
            {
                return Task.CompletedTask;
            }

            congested = SendUnsynchronized(
                serialized,
                _audience.Select(to, except),
                _remote is { Any: true } ? _remote.ToNotification(sender, message, to, except) : null);
        }

        return Hold(sender, serialized, congested);
    }

    /// <summary>Sends a notification to one peer; once its seat is vacant, to nobody.</summary>
    /// <inheritdoc cref="Notify(Seat?, InvocationMessage, IReadOnlyCollection{string}?, IReadOnlyCollection{string}?)" />
    public Task Notify(Seat? sender, InvocationMessage message, Seat target)
    {
        var serialized = new SerializedHubMessage(message);
        List<LocalPeer>? congested;
        using var batch = SendBatch.Open();
        lock (Gate)
        {
            if (sender is { IsVacant: true } || target.IsVacant)
            {
                return Task.CompletedTask;
            }

            congested = SendUnsynchronized(
                serialized,
                _audience.Select(target),
                _remote?.Has(target) == true ? _remote.ToNotification(sender, message, [target.PeerId], except: null, target.Generation) : null);
        }

        return Hold(sender, serialized, congested);
    }

    /// <summary>Sends a request to one peer.</summary>
    /// <exception cref="Exception">The request cannot be serialized; it is not sent.</exception>
    public Task<PeerResponse<T>> RequestAsync<T>(Seat? sender, Seat target, string method, object?[] arguments, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ThrowIfOutOfRange(timeout);
        PeerRequest<T>? request;
        lock (Gate)
        {
            request = BeginRequestsUnsynchronized<T>(sender, [target], method, arguments, timeout).FirstOrDefault();
        }

        if (request is null)
        {
            return Task.FromResult(new PeerResponse<T>(target.PeerId, 410, PeerClosed));
        }

        return cancellationToken.CanBeCanceled ? WaitAsync(request, cancellationToken) : request.Response;
    }

    /// <summary>Sends a request to peers of the room, and collects the answers in the order of joining.</summary>
    /// <exception cref="Exception">The request cannot be serialized; nobody is asked.</exception>
    public Task<PeerResponse<T>[]> SpreadAsync<T>(
        Seat? sender,
        string method,
        object?[] arguments,
        IReadOnlyCollection<string>? to,
        IReadOnlyCollection<string>? except,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        ThrowIfOutOfRange(timeout);
        IReadOnlyList<PeerRequest<T>> requests;
        lock (Gate)
        {
            var asked = to is null ? null : _audience.FindSeats(to);
            var excluded = _audience.FindSeats(except);
            requests = BeginRequestsUnsynchronized<T>(
                sender,
                Roster.Seats.Where(seat => asked?.Contains(seat) != false && !excluded.Contains(seat)),
                method,
                arguments,
                timeout);
        }

        return Task.WhenAll(requests.Select(request => WaitAsync(request, cancellationToken)));
    }

    public void SendTogether(Action handle)
    {
        using var batch = SendBatch.Open();
        handle();
    }

    public void ApplyUnsynchronized(RosterChange change)
    {
        foreach (var seat in Roster.Apply(change))
        {
            CloseUnsynchronized(seat);
        }

        _remote?.Recount();
        switch (change)
        {
            case RosterChange.Joined { Seat: var seat }:
                AnnounceUnsynchronized("newPeer", new PeerAnnouncement(seat.PeerId, seat.Data), [seat.PeerId]);
                CountJoinUnsynchronized(seat);
                break;
            case RosterChange.Replaced { Seat: var seat }:
                CountJoinUnsynchronized(seat);
                break;
            case RosterChange.Left { PeerId: var peerId }:
                AnnounceUnsynchronized("peerClosed", new PeerAnnouncement(peerId, null), [peerId]);
                break;
            case RosterChange.DataSet { PeerId: var peerId, Data: var data }:
                AnnounceUnsynchronized("peerData", new PeerAnnouncement(peerId, data), [peerId]);
                break;
        }

        EndIfEmptyUnsynchronized();
    }

    public void ReceiveUnsynchronized(RoomMessage message)
    {
        // Once a peer is gone here, nothing of it is delivered, though its instance may not have known when it sent this.
        var isLate = message.SenderId is not null && Roster.Find(message.SenderId)?.Generation != message.SenderGeneration;
        var arguments = Array.ConvertAll(message.Arguments, static argument => (object?)argument);
        switch (message)
        {
            case RoomMessage.Notification { Generation: > 0, To: [var peerId] } notification when Roster.Find(peerId)?.Generation != notification.Generation:
                // It was for one who is gone.
                break;
            case RoomMessage.Notification notification when !isLate:
                var serialized = new SerializedHubMessage(new InvocationMessage(notification.Method, arguments));
                _ = Audience.Send(serialized, _audience.Select(notification.To, notification.Except));
                break;
            case RoomMessage.Request request when request.Instance == Rooms.Store.Instance:
                _ = _remote!.AnswerAsync(request, isLate ? null : AskUnsynchronized(request, arguments));
                break;
        }
    }

    public void LoadUnsynchronized(long version, IReadOnlyList<Seat> seats)
    {
        var difference = Roster.Load(version, seats);
        foreach (var seat in difference.Vacated)
        {
            CloseUnsynchronized(seat);
        }

        _remote?.Recount();
        foreach (var seat in difference.Taken)
        {
            CountJoinUnsynchronized(seat);
        }

        // Whoever joined with this finds the others there, and is not told of them.
        string[] newPeers = [.. difference.Joined.Select(static seat => seat.PeerId)];
        foreach (var peerId in difference.Left)
        {
            AnnounceUnsynchronized("peerClosed", new PeerAnnouncement(peerId, null), newPeers);
        }

        foreach (var seat in difference.Joined)
        {
            AnnounceUnsynchronized("newPeer", new PeerAnnouncement(seat.PeerId, seat.Data), newPeers);
        }

        foreach (var seat in difference.DataSet)
        {
            AnnounceUnsynchronized("peerData", new PeerAnnouncement(seat.PeerId, seat.Data), [.. newPeers, seat.PeerId]);
        }

        EndIfEmptyUnsynchronized();
    }

    private static void ThrowIfOutOfRange(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timeout, TimeSpan.FromDays(1));
    }

    private async Task<PeerResponse<T>> WaitAsync<T>(PeerRequest<T> request, CancellationToken cancellationToken)
    {
        try
        {
            return await request.Response.WaitAsync(cancellationToken);
        }
        finally
        {
            // Only if the caller gave up is there anything left to end.
            Rooms.Requests.Fail(request, 499, "The request was canceled.");
        }
    }

    /// <summary>
    /// Sends a request to peers, here and elsewhere; those that are gone are passed over. None is sent before all are written: what cannot
    /// be written is the caller's error.
    /// </summary>
    private List<PeerRequest<T>> BeginRequestsUnsynchronized<T>(Seat? sender, IEnumerable<Seat> targets, string method, object?[] arguments, TimeSpan timeout)
    {
        var requests = new List<PeerRequest<T>>();
        var messages = new List<(LocalPeer Peer, SerializedHubMessage Message)?>();
        RawJson[]? json = null;
        foreach (var target in sender is { IsVacant: true } ? [] : targets)
        {
            var peer = _audience.Find(target);
            if (target.IsVacant || (peer is null && _remote?.Has(target) != true))
            {
                continue;
            }

            var request = Rooms.Requests.Create<T>(sender, target);
            requests.Add(request);
            if (peer is not null)
            {
                var message = new SerializedHubMessage(new InvocationMessage(request.InvocationId, method, arguments));
                peer.Serialize(message);
                messages.Add((peer, message));
            }
            else
            {
                json ??= _remote!.ToJson(arguments);
                messages.Add(null);
            }
        }

        foreach (var (request, local) in requests.Zip(messages))
        {
            Rooms.Requests.Begin(request, timeout);
            if (local is var (peer, message))
            {
                peer.Send(message);
            }
            else
            {
                _remote!.Ask(request, method, json!, timeout);
            }
        }

        return requests;
    }

    private Task<PeerResponse<RawJson>>? AskUnsynchronized(RoomMessage.Request message, object?[] arguments)
    {
        var seat = Roster.Find(message.PeerId);
        return seat?.Generation == message.Generation
            ? BeginRequestsUnsynchronized<RawJson>(null, [seat], message.Method, arguments, message.Timeout).FirstOrDefault()?.Response
            : null;
    }

    /// <summary>Sends a notification, here and elsewhere. Nothing leaves before it is written for each kind of receiver.</summary>
    /// <returns>The receivers that are congested; null if none is.</returns>
    private List<LocalPeer>? SendUnsynchronized(SerializedHubMessage message, List<LocalPeer> receivers, RoomMessage.Notification? relayed)
    {
        _audience.Serialize(message, receivers);
        var congested = Audience.Send(message, receivers);
        if (relayed is not null)
        {
            _remote!.Notify(relayed);
        }

        return congested;
    }

    /// <summary>Holds back the sender of a notification, which all receivers have in their queues by now.</summary>
    private Task Hold(Seat? sender, SerializedHubMessage message, List<LocalPeer>? congested)
    {
        if (congested is null)
        {
            return Task.CompletedTask;
        }

        Task[] holds = [.. congested.Select(receiver => receiver.Hold(sender, message)).OfType<Task>()];
        if (holds.Length == 0)
        {
            return Task.CompletedTask;
        }

        var hold = Task.WhenAll(holds);
        return sender is not null && FindLocal(sender) is { } peer ? peer.WaitAsync(hold) : hold;
    }

    private void AnnounceUnsynchronized(string method, PeerAnnouncement announcement, IReadOnlyCollection<string> except)
    {
        if (Rooms.Options.AnnouncePeers)
        {
            _ = Audience.Send(new SerializedHubMessage(new InvocationMessage(method, [announcement.ToJson()])), _audience.Select(null, except));
        }
    }

    private void CountJoinUnsynchronized(Seat seat)
    {
        if (_audience.Find(seat) is not { } peer)
        {
            return;
        }

        peer.PredecessorLeft = Rooms.Leaving.Find(RoomId, seat.PeerId)?.Left;
        Rooms.Metrics.PeerJoined();
        if (!_isCounted)
        {
            _isCounted = true;
            Rooms.Metrics.RoomOpened();
        }
    }

    private void CloseUnsynchronized(Seat seat)
    {
        Rooms.Requests.FailAll(seat, 410, PeerClosed);
        if (_audience.Remove(seat) is not { } peer)
        {
            return;
        }

        Rooms.Metrics.PeerLeft();
        if (!peer.HasLeft)
        {
            Rooms.Leaving.Add(RoomId, peer);
        }

        // Who was replaced is most often not there any more, and the one who came waits for its departure.
        peer.Close(answersFirst: Roster.Find(seat.PeerId) is null);
    }

    private void EndIfEmptyUnsynchronized()
    {
        if (!_audience.IsEmpty || _isGone)
        {
            return;
        }

        _isGone = true;
        Rooms.Remove(this);
        if (_isCounted)
        {
            Rooms.Metrics.RoomClosed();
        }

        // Asynchronously, for the callbacks are the app's.
        _ = _closed.CancelAsync();
        _ = Rooms.Store.ReleaseAsync(this).AsTask();
    }
}
