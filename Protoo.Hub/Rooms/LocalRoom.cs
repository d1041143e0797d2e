using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Protoo.Clustering;
using Protoo.Transports;

namespace Protoo.Rooms;

/// <summary>
/// A room on this instance: its copy of the roster, and the peers that are connected here. All that happens in the room happens
/// under its gate, and what is sent is queued for each receiver before the gate opens: that is the order that peers see.
/// </summary>
internal sealed class LocalRoom(string id, RoomRegistry rooms) : IRosterReplica
{
    /// <summary>The reason of error 410.</summary>
    public const string PeerClosed = "peer closed";

    private static readonly RawJson s_null = new("null"u8.ToArray());

    // It stays empty.
    private static readonly List<Seat> s_nobody = [];

    // By connection, for the connection that takes a seat and the one that had it are both there for a moment.
    private readonly Dictionary<string, LocalPeer> _peers = new(StringComparer.Ordinal);
    private readonly List<LocalPeer> _receivers = [];
    private readonly CancellationTokenSource _closed = new();
    private bool _hasRemotePeers;
    private bool _isCounted;

    public string RoomId { get; } = id;

    public RoomRegistry Rooms { get; } = rooms;

    public Lock Gate { get; } = new();

    public Roster Roster { get; } = new();

    /// <summary>Is canceled when the last peer of this instance is gone. The room is not used again then.</summary>
    public CancellationToken Closed => _closed.Token;

    private bool IsGone { get; set; }

    /// <summary>Takes a seat for a connection.</summary>
    /// <returns>Null if the room is gone: there may be a new one. False if the peer is there already, and stays.</returns>
    public async ValueTask<bool?> JoinAsync(LocalPeer peer, Seat seat)
    {
        lock (Gate)
        {
            if (IsGone)
            {
                return null;
            }

            // Before the step is applied, for it may be applied by another thread.
            peer.TakeSeat(this, seat);
            _peers.Add(peer.Connection.ConnectionId, peer);
        }

        var hasJoined = false;
        try
        {
            hasJoined = await Rooms.Store.JoinAsync(this, seat, Rooms.Options.DuplicatePeer);
        }
        finally
        {
            // If it was replaced before that was known here, it has joined, but is not a peer any more.
            if (!hasJoined || seat.Generation == 0)
            {
                lock (Gate)
                {
                    seat.Vacate();
                    _peers.Remove(peer.Connection.ConnectionId);
                    EndIfEmptyUnsynchronized();
                }
            }
        }

        if (hasJoined && seat.Generation == 0)
        {
            peer.Close(answersFirst: false);
        }

        return hasJoined;
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

    /// <summary>The peers behind connections.</summary>
    public PeerRef[] FindPeers(IReadOnlyList<string> connectionIds)
    {
        if (connectionIds.Count == 0)
        {
            return [];
        }

        lock (Gate)
        {
            return [.. Roster.Seats.Where(seat => connectionIds.Contains(seat.ConnectionId)).Select(static seat => new PeerRef(seat.PeerId))];
        }
    }

    /// <summary>The connection of a seat, if it is on this instance.</summary>
    public LocalPeer? FindLocal(Seat seat)
    {
        lock (Gate)
        {
            return _peers.GetValueOrDefault(seat.ConnectionId);
        }
    }

    /// <summary>Sends a notification to the peers of the room.</summary>
    /// <param name="sender">The peer that causes it, after whose departure nothing of it is sent; null if none does.</param>
    /// <param name="message">The notification.</param>
    /// <param name="to">The only peers that get it; null for all.</param>
    /// <param name="except">The peers that do not get it; null for none.</param>
    /// <returns>Completes at once, or when the receivers that hold the sender back are clear.</returns>
    /// <exception cref="Exception">The notification cannot be serialized; nobody gets it.</exception>
    public Task Notify(Seat? sender, InvocationMessage message, IReadOnlyCollection<PeerRef>? to, IReadOnlyCollection<PeerRef>? except)
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
                FindReceiversUnsynchronized(to, except),
                _hasRemotePeers ? ToRelayed(sender, message, ToIds(to), ToIds(except), generation: 0) : null);
        }

        return congested is null ? Task.CompletedTask : Hold(sender, serialized, congested);
    }

    /// <summary>Sends a notification to one peer; once its seat is vacant, to nobody.</summary>
    /// <inheritdoc cref="Notify(Seat?, InvocationMessage, IReadOnlyCollection{PeerRef}?, IReadOnlyCollection{PeerRef}?)" />
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

            _receivers.Clear();
            var isLocal = _peers.TryGetValue(target.ConnectionId, out var peer);
            if (isLocal)
            {
                _receivers.Add(peer!);
            }

            congested = SendUnsynchronized(
                serialized,
                _receivers,
                !isLocal && Rooms.Relay is not null ? ToRelayed(sender, message, [target.PeerId], except: null, target.Generation) : null);
        }

        return congested is null ? Task.CompletedTask : Hold(sender, serialized, congested);
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

    /// <summary>Sends a request to every peer of the room but the excluded, and collects the answers in the order of joining.</summary>
    /// <exception cref="Exception">The request cannot be serialized; nobody is asked.</exception>
    public Task<PeerResponse<T>[]> SpreadAsync<T>(Seat? sender, string method, object?[] arguments, IReadOnlyCollection<PeerRef>? except, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ThrowIfOutOfRange(timeout);
        IReadOnlyList<PeerRequest<T>> requests;
        lock (Gate)
        {
            var excluded = FindSeatsUnsynchronized(except);
            requests = BeginRequestsUnsynchronized<T>(sender, Roster.Seats.Where(seat => !excluded.Contains(seat)), method, arguments, timeout);
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

        CountRemotePeersUnsynchronized();

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
                _ = DeliverUnsynchronized(serialized, FindReceiversUnsynchronized(ToPeers(notification.To), ToPeers(notification.Except)));
                break;
            case RoomMessage.Request request when request.Instance == Rooms.Store.Instance:
                _ = AnswerAsync(request, isLate ? null : AskUnsynchronized(request, arguments));
                break;
        }
    }

    public void LoadUnsynchronized(long version, IReadOnlyList<Seat> seats)
    {
        Seat[] before = [.. Roster.Seats];
        var data = before.ToDictionary(static seat => seat.PeerId, static seat => seat.Data, StringComparer.Ordinal);
        foreach (var seat in Roster.Load(version, seats))
        {
            CloseUnsynchronized(seat);
        }

        CountRemotePeersUnsynchronized();

        foreach (var seat in Roster.Seats.Except(before))
        {
            CountJoinUnsynchronized(seat);
        }

        // Whoever joined with this finds the others there, and is not told of them.
        PeerRef[] newPeers = [.. Roster.Seats.Where(seat => !data.ContainsKey(seat.PeerId)).Select(static seat => new PeerRef(seat.PeerId))];
        foreach (var seat in before.Where(seat => Roster.Find(seat.PeerId) is null))
        {
            AnnounceUnsynchronized("peerClosed", new PeerAnnouncement(seat.PeerId, null), newPeers);
        }

        foreach (var seat in Roster.Seats)
        {
            if (!data.TryGetValue(seat.PeerId, out var old))
            {
                AnnounceUnsynchronized("newPeer", new PeerAnnouncement(seat.PeerId, seat.Data), newPeers);
            }
            else if (!old.Utf8.Span.SequenceEqual(seat.Data.Utf8.Span))
            {
                AnnounceUnsynchronized("peerData", new PeerAnnouncement(seat.PeerId, seat.Data), [.. newPeers, seat.PeerId]);
            }
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
        var messages = new List<SerializedHubMessage?>();
        RawJson[]? json = null;
        foreach (var target in sender is { IsVacant: true } ? [] : targets)
        {
            var peer = _peers.GetValueOrDefault(target.ConnectionId);
            if (target.IsVacant || (peer is null && !IsElsewhere(target)))
            {
                continue;
            }

            var request = Rooms.Requests.Create<T>(sender, target);
            SerializedHubMessage? message = null;
            if (peer is not null)
            {
                message = new SerializedHubMessage(new InvocationMessage(request.InvocationId, method, arguments));
                peer.Serialize(message);
            }
            else
            {
                json ??= ToJson(arguments);
            }

            requests.Add(request);
            messages.Add(message);
        }

        foreach (var (request, message) in requests.Zip(messages))
        {
            Rooms.Requests.Begin(request, timeout);
            if (message is not null)
            {
                _peers[request.Seat.ConnectionId].Send(message);
            }
            else if (!Rooms.Relay!.TryPublish(this, ToRelayed(request, method, json!, timeout)))
            {
                Rooms.Requests.Fail(request, 503, IRoomRelay.Unreachable);
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

    private async Task AnswerAsync(RoomMessage.Request message, Task<PeerResponse<RawJson>>? asked)
    {
        var response = asked is null ? new PeerResponse<RawJson>(message.PeerId, 410, PeerClosed) : await asked;
        Rooms.Relay!.Answer(message.From, new RoomAnswer(message.Id, response.Ok, response.Data, response.ErrorCode, response.ErrorReason));
    }

    private bool IsElsewhere(Seat seat) => Rooms.Relay is not null && seat.Instance != Rooms.Store.Instance;

    private RoomMessage.Request ToRelayed<T>(PeerRequest<T> request, string method, RawJson[] arguments, TimeSpan timeout) => new(
        request.Sender?.PeerId,
        request.Sender?.Generation ?? 0,
        method,
        arguments,
        request.InvocationId,
        Rooms.Store.Instance,
        request.Seat.Instance,
        request.Seat.PeerId,
        request.Seat.Generation,
        timeout);

    private RoomMessage.Notification ToRelayed(Seat? sender, InvocationMessage message, string[]? to, string[]? except, long generation) => new(
        sender?.PeerId,
        sender?.Generation ?? 0,
        message.Target,
        ToJson(message.Arguments),
        to,
        except,
        generation);

    /// <summary>Sends a notification, here and elsewhere. Nothing leaves before it is written for each kind of receiver.</summary>
    /// <inheritdoc cref="DeliverUnsynchronized" />
    private List<LocalPeer>? SendUnsynchronized(SerializedHubMessage message, List<LocalPeer> receivers, RoomMessage.Notification? relayed)
    {
        IHubProtocol? written = null;
        foreach (var peer in receivers)
        {
            // It is kept, and most others are of the same protocol.
            if (peer.Protocol != written)
            {
                peer.Serialize(message);
                written = peer.Protocol;
            }
        }

        if (written is null)
        {
            // What cannot be written is an error even while nobody is there to get it.
            _peers.Values.FirstOrDefault()?.Serialize(message);
        }

        var congested = DeliverUnsynchronized(message, receivers);
        if (relayed is not null)
        {
            _ = Rooms.Relay!.TryPublish(this, relayed);
        }

        return congested;
    }

    /// <returns>The receivers that are congested; null, most of the time, if none is.</returns>
    private static List<LocalPeer>? DeliverUnsynchronized(SerializedHubMessage message, List<LocalPeer> receivers)
    {
        List<LocalPeer>? congested = null;
        foreach (var peer in receivers)
        {
            peer.Send(message);
            if (peer.IsCongested)
            {
                (congested ??= []).Add(peer);
            }
        }

        return congested;
    }

    /// <summary>Holds back the sender of a notification, which all receivers have in their queues by now.</summary>
    private Task Hold(Seat? sender, SerializedHubMessage message, List<LocalPeer> congested)
    {
        Task[] holds = [.. congested.Select(receiver => receiver.Hold(sender, message)).OfType<Task>()];
        if (holds.Length == 0)
        {
            return Task.CompletedTask;
        }

        var hold = Task.WhenAll(holds);
        return sender is not null && FindLocal(sender) is { } peer ? peer.WaitAsync(hold) : hold;
    }

    /// <summary>The connections of this instance whose peers get a notification. The list is used again for the next one.</summary>
    private List<LocalPeer> FindReceiversUnsynchronized(IReadOnlyCollection<PeerRef>? to, IReadOnlyCollection<PeerRef>? except)
    {
        _receivers.Clear();
        var excluded = FindSeatsUnsynchronized(except);
        if (to is null)
        {
            foreach (var peer in _peers.Values)
            {
                // A connection that waits for its seat is no peer yet.
                if (peer.Seat.Generation > 0 && !excluded.Contains(peer.Seat))
                {
                    _receivers.Add(peer);
                }
            }

            return _receivers;
        }

        foreach (var seat in FindSeatsUnsynchronized(to).Except(excluded))
        {
            if (_peers.TryGetValue(seat.ConnectionId, out var peer))
            {
                _receivers.Add(peer);
            }
        }

        return _receivers;
    }

    /// <summary>The seats of those that are there.</summary>
    private List<Seat> FindSeatsUnsynchronized(IReadOnlyCollection<PeerRef>? peers)
    {
        if (peers is null)
        {
            return s_nobody;
        }

        var seats = new List<Seat>(peers.Count);
        foreach (var peer in peers)
        {
            if (Roster.Find(peer.PeerId) is { } seat)
            {
                seats.Add(seat);
            }
        }

        return seats;
    }

    private void CountRemotePeersUnsynchronized()
    {
        _hasRemotePeers = Rooms.Relay is not null && Roster.Seats.Any(seat => seat.Instance != Rooms.Store.Instance);
    }

    // A null is passed on as null.
    private RawJson[] ToJson(object?[] arguments)
    {
        return Array.ConvertAll(arguments, argument => argument is null ? s_null : RawJson.From(argument, Rooms.PayloadOptions));
    }

    private static string[]? ToIds(IReadOnlyCollection<PeerRef>? peers) => peers is null ? null : [.. peers.Select(static peer => peer.PeerId)];

    private static PeerRef[]? ToPeers(string[]? peerIds) => peerIds is null ? null : Array.ConvertAll(peerIds, static peerId => new PeerRef(peerId));

    private void AnnounceUnsynchronized(string method, PeerAnnouncement announcement, IReadOnlyCollection<PeerRef> except)
    {
        if (Rooms.Options.AnnouncePeers)
        {
            _ = DeliverUnsynchronized(new SerializedHubMessage(new InvocationMessage(method, [announcement.ToJson()])), FindReceiversUnsynchronized(null, except));
        }
    }

    private void CountJoinUnsynchronized(Seat seat)
    {
        if (!_peers.TryGetValue(seat.ConnectionId, out var peer))
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
        if (!_peers.Remove(seat.ConnectionId, out var peer))
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
        if (_peers.Count > 0 || IsGone)
        {
            return;
        }

        IsGone = true;
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
