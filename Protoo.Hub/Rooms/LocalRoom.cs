using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Protoo.Clustering;
using Protoo.Transports;

namespace Protoo.Rooms;

/// <summary>
/// A room on this instance: its copy of the roster, and the peers that are connected here. Everything in the room happens under its gate,
/// and what is sent is queued for each receiver before the gate opens. That is the order that peers see.
/// </summary>
internal sealed class LocalRoom : IRosterReplica
{
    private readonly Audience _audience;
    private readonly PeerAnnouncements _announcements;

    // Null if this instance is alone.
    private readonly RemotePeers? _remote;
    private readonly Action<LocalRoom> _onGone;
    private readonly CancellationTokenSource _closed = new();

    // Guarded by the gate.
    private LargeRoomSends? _largeSends;
    private bool _isCounted;
    private bool _isGone;
    private int _joining;

    /// <param name="id">The id of the room.</param>
    /// <param name="services">What the rooms of the hub share.</param>
    /// <param name="onGone">Called when the last peer of this instance is gone, with the gate held.</param>
    public LocalRoom(string id, RoomServices services, Action<LocalRoom> onGone)
    {
        RoomId = id;
        Services = services;
        _onGone = onGone;
        _audience = new Audience(Roster);
        _announcements = new PeerAnnouncements(_audience, services.Options.AnnouncePeers);
        _remote = services.Relay is { } relay ? new RemotePeers(this, services.Store.Instance, relay, services.Requests, services.PayloadOptions) : null;
        Requests = new RoomRequests(this, _audience, _remote, services);
        Turns = services.Options.RunOneAtATime ? new RoomTurns() : null;
    }

    public string RoomId { get; }

    public RoomServices Services { get; }

    public Lock Gate { get; } = new();

    public Roster Roster { get; } = new();

    /// <summary>Asks peers of the room.</summary>
    public RoomRequests Requests { get; }

    /// <summary>Who watches the room; null, almost always, if nobody does.</summary>
    public RoomWatch? Watch => Services.Watches.Find(RoomId);

    /// <summary>The state that the app keeps with the room; null if it keeps none. Set before the room is found.</summary>
    public RoomState? State { get; set; }

    /// <summary>The turns in which the app's code runs; null if it runs concurrently.</summary>
    public RoomTurns? Turns { get; }

    /// <summary>Canceled when the last peer of this instance is gone. The room is not used again after that.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>Takes a seat for a connection.</summary>
    public async ValueTask<JoinOutcome> JoinAsync(PeerConnection peer, Seat seat)
    {
        lock (Gate)
        {
            if (_isGone)
            {
                return JoinOutcome.RoomGone;
            }

            // Before the step is applied, because another thread may apply it.
            peer.TakeSeat(seat);
            _audience.Add(peer);
        }

        SeatOutcome? outcome = null;
        try
        {
            outcome = await Services.Store.JoinAsync(this, seat, Services.Limits.JoinRules).ConfigureAwait(false);
        }
        finally
        {
            if (outcome is not SeatOutcome.Taken || !seat.IsTaken)
            {
                lock (Gate)
                {
                    seat.Vacate();
                    _ = _audience.Remove(seat);
                    EndIfEmptyUnsynchronized();
                }
            }
        }

        if (outcome is not SeatOutcome.Taken)
        {
            return outcome is SeatOutcome.RoomFull ? JoinOutcome.RoomFull : JoinOutcome.PeerExists;
        }

        if (!seat.IsTaken)
        {
            peer.Close(answersFirst: false);
            return JoinOutcome.ReplacedMeanwhile;
        }

        return JoinOutcome.Joined;
    }

    /// <summary>Takes a seat for a connection, once the room's state, if it has one, is open and the connection's is made.</summary>
    /// <exception cref="Exception">The state could not be opened or made.</exception>
    public ValueTask<JoinOutcome> JoinAsync(PeerConnection peer, Seat seat, ConnectionRequest request)
    {
        return State is { } state ? JoinAsync(peer, seat, request, state) : JoinAsync(peer, seat);
    }

    /// <summary>Runs a callback of the app, in turns if there are any.</summary>
    public Task RunAsync(Func<Task> callback) => Turns is { } turns ? turns.RunAsync(callback) : callback();

    public ValueTask<bool> LeaveAsync(Seat seat) => Services.Store.LeaveAsync(this, seat);

    public ValueTask<bool> SetDataAsync(Seat seat, RawJson data) => Services.Store.SetDataAsync(this, seat, data);

    /// <inheritdoc cref="IRosterStore.SetRoomDataAsync" />
    public ValueTask<(RoomDataOutcome Outcome, long Version)> SetRoomDataAsync(RawJson data, long? expectedVersion, Seat? setter)
    {
        return Services.Store.SetRoomDataAsync(this, data, expectedVersion, setter);
    }

    public ValueTask<bool> CloseAsync() => Services.Store.CloseAsync(this);

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

    /// <summary>Finds the ids of the peers behind connections.</summary>
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

    /// <summary>Finds the connection of a seat, if it is on this instance.</summary>
    public PeerConnection? FindLocal(Seat seat)
    {
        lock (Gate)
        {
            return _audience.Find(seat);
        }
    }

    /// <summary>Sends a notification to the peers of the room.</summary>
    /// <param name="sender">The peer that causes the notification; null if none does. Nothing is sent once it has left.</param>
    /// <param name="message">The notification.</param>
    /// <param name="to">The ids of the only receivers; null for all peers.</param>
    /// <param name="except">The ids of peers that do not get it; null for none.</param>
    /// <returns>Completes at once, or when the receivers no longer hold the sender back.</returns>
    /// <exception cref="Exception">The notification cannot be serialized; nobody gets it.</exception>
    public Task Notify(Seat? sender, InvocationMessage message, IReadOnlyCollection<string>? to, IReadOnlyCollection<string>? except)
    {
        return Notify(sender, message, to, except, target: null);
    }

    /// <summary>Sends a notification to one peer, or to nobody if its seat is vacant.</summary>
    /// <inheritdoc cref="Notify(Seat?, InvocationMessage, IReadOnlyCollection{string}?, IReadOnlyCollection{string}?)" />
    public Task Notify(Seat? sender, InvocationMessage message, Seat target) => Notify(sender, message, [target.PeerId], except: null, target);

    public void SendTogether(Action handle)
    {
        using var batch = SendBatch.Open();
        handle();
    }

    public void ApplyUnsynchronized(RosterStep step)
    {
        foreach (var seat in Roster.Apply(step))
        {
            CloseUnsynchronized(seat);
        }

        _remote?.Recount();
        using (BeginAnnouncing())
        {
            _announcements.Announce(step);
        }

        if (Watch is { } watch && (Roster.Count == 0 || Roster.Seats[0].Instance == Services.Store.Instance))
        {
            // One of the instances reports the step.
            watch.Applied(step);
        }

        if (step.Taken is { } taken)
        {
            CountJoinUnsynchronized(taken);
        }

        EndIfEmptyUnsynchronized();
    }

    public void ReceiveUnsynchronized(RoomMessage message)
    {
        // Once a peer has left here, nothing from it is delivered, even if its instance did not know that when it sent the message.
        var isLate = message.SenderId is not null && Roster.Find(message.SenderId)?.Generation != message.SenderGeneration;
        var arguments = Array.ConvertAll(message.Arguments, static argument => (object?)argument);
        switch (message)
        {
            case RoomMessage.Notification { Generation: > 0, To: [var peerId] } notification when Roster.Find(peerId)?.Generation != notification.Generation:
                // The receiver is gone.
                break;
            case RoomMessage.Notification notification when !isLate:
                var serialized = new SerializedHubMessage(new InvocationMessage(notification.Method, arguments));
                _ = Audience.Send(serialized, _audience.Select(notification.To, notification.Except));
                break;
            case RoomMessage.Request request when request.Instance == Services.Store.Instance:
                _ = _remote!.AnswerAsync(request, isLate ? null : Requests.AskUnsynchronized(request, arguments));
                break;
        }
    }

    public void LoadUnsynchronized(long version, IReadOnlyList<Seat> seats, RoomData? data = null)
    {
        var difference = Roster.Load(version, seats, data);
        foreach (var seat in difference.Vacated)
        {
            CloseUnsynchronized(seat);
        }

        _remote?.Recount();
        foreach (var seat in difference.Taken)
        {
            CountJoinUnsynchronized(seat);
        }

        using (BeginAnnouncing())
        {
            _announcements.Announce(difference);
        }

        EndIfEmptyUnsynchronized();
    }

    private Task Notify(Seat? sender, InvocationMessage message, IReadOnlyCollection<string>? to, IReadOnlyCollection<string>? except, Seat? target)
    {
        var serialized = new SerializedHubMessage(message);
        List<PeerConnection>? congested;

        // Queued under the gate, sent outside of it.
        using var batch = SendBatch.Open();
        lock (Gate)
        {
            if (sender is { IsVacant: true } || target is { IsVacant: true })
            {
                return Task.CompletedTask;
            }

            // Nothing is sent before it is serialized for each kind of receiver.
            var receivers = target is null ? _audience.Select(to, except) : _audience.Select(target);
            var relayed = _remote?.Concerns(target) == true ? _remote.ToNotification(sender, message, to, except, target) : null;
            _audience.Serialize(serialized, receivers);
            congested = Audience.Send(serialized, receivers);
            if (relayed is not null)
            {
                _remote!.Notify(relayed);
            }

            if (Watch is { } watch)
            {
                watch.Sent(sender, RoomTrafficKind.Notification, to, CountReceivers(to, except), message.Target, watch.ToData(message.Arguments));
            }
        }

        return congested is null ? Task.CompletedTask : Hold(sender, serialized, congested);
    }

    // On all instances.
    private int CountReceivers(IReadOnlyCollection<string>? to, IReadOnlyCollection<string>? except)
    {
        var excluded = _audience.FindSeats(except);
        return to is null ? Roster.Count - excluded.Count : _audience.FindSeats(to).Except(excluded).Count();
    }

    /// <summary>Holds back the sender of a notification that is already queued for all receivers.</summary>
    private Task Hold(Seat? sender, SerializedHubMessage message, List<PeerConnection> congested)
    {
        Task[] holds = [.. congested.Select(receiver => receiver.Hold(sender, message)).OfType<Task>()];
        if (holds.Length == 0)
        {
            return Task.CompletedTask;
        }

        Services.Metrics.SenderHeld();
        var hold = Task.WhenAll(holds);
        return sender is not null && FindLocal(sender) is { } peer ? peer.WaitAsync(hold) : hold;
    }

    private LargeRoomSends.Announcing BeginAnnouncing()
    {
        return _audience.Count < LargeRoomSends.SmallestRoom ? default : (_largeSends ??= new LargeRoomSends(Gate)).Enter();
    }

    private void CountJoinUnsynchronized(Seat seat)
    {
        if (_audience.Find(seat) is not { } peer)
        {
            return;
        }

        peer.PredecessorLeft = Services.Leaving.Find(RoomId, seat.PeerId)?.Left;
        Services.Metrics.PeerJoined(peer.IsNative);
        if (!_isCounted)
        {
            _isCounted = true;
            Services.Metrics.RoomOpened();
        }
    }

    private void CloseUnsynchronized(Seat seat)
    {
        Services.Requests.FailAll(seat, 410, PeerRequest.PeerClosed);
        if (_audience.Remove(seat) is not { } peer)
        {
            return;
        }

        Services.Metrics.PeerLeft(peer.IsNative);
        if (!peer.HasLeft)
        {
            Services.Leaving.Add(RoomId, peer);
        }

        // The client of a replaced connection is usually gone, and the new connection waits for it to end: answers would only delay that.
        peer.Close(answersFirst: Roster.Find(seat.PeerId) is null);
    }

    private async ValueTask<JoinOutcome> JoinAsync(PeerConnection peer, Seat seat, ConnectionRequest request, RoomState state)
    {
        lock (Gate)
        {
            if (_isGone)
            {
                return JoinOutcome.RoomGone;
            }

            _joining++;
        }

        JoinOutcome? outcome = null;
        try
        {
            await OpenStateAsync(state).ConfigureAwait(false);
            peer.State = await state.CreatePeerAsync(request).ConfigureAwait(false);
            state.Hold();
            outcome = await JoinAsync(peer, seat).ConfigureAwait(false);
            return outcome.Value;
        }
        finally
        {
            if (outcome is not (JoinOutcome.Joined or JoinOutcome.ReplacedMeanwhile) && peer.State is { } peerState)
            {
                peer.State = null;
                await state.DisposePeerAsync(peerState).ConfigureAwait(false);
                state.Release();
            }

            lock (Gate)
            {
                _joining--;
                EndIfEmptyUnsynchronized();
            }
        }
    }

    // If that fails, the next one to join gets another room, with a new state.
    private async Task OpenStateAsync(RoomState state)
    {
        try
        {
            await state.OpenAsync().ConfigureAwait(false);
        }
        catch
        {
            lock (Gate)
            {
                EndUnsynchronized();
            }

            throw;
        }
    }

    private void EndIfEmptyUnsynchronized()
    {
        if (_audience.IsEmpty && _joining == 0)
        {
            EndUnsynchronized();
        }
    }

    private void EndUnsynchronized()
    {
        if (_isGone)
        {
            return;
        }

        _isGone = true;
        _onGone(this);
        if (_isCounted)
        {
            Services.Metrics.RoomClosed();
        }

        // Asynchronously, because the callbacks belong to the app.
        _ = _closed.CancelAsync();
        _ = Services.Store.ReleaseAsync(this).AsTask();
        State?.Release();
    }
}
