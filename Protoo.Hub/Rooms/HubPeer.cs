using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Protoo.Protocol;
using Protoo.Transports;

namespace Protoo.Rooms;

/// <summary>The connection of a <see cref="ProtooHub"/>: how it gets into its room, and what its hub does on its behalf.</summary>
internal sealed class HubPeer(HubConnectionContext connection, RoomRegistry rooms) : PeerConnection(connection, rooms.Services)
{
    // Set when the connection joins it.
    private LocalRoom? _room;

    // Changed by all invocations.
    private int _waits;
    private bool _hasWaitedTooMuch;

    // Used only while OnConnectedAsync runs.
    private bool _isTold;

    // Set before the connection ends.
    private bool _isObserved;

    public RoomRegistry Rooms { get; } = rooms;

    /// <summary>The room. Set before the seat is taken.</summary>
    public LocalRoom Room
    {
        get => _room ?? throw NotJoined();
        set => _room = value;
    }

    /// <summary>Who watches the peer's room; null, almost always, if nobody does, or the connection has no room.</summary>
    public RoomWatch? Watch => HasSeat ? _room?.Watch : null;

    /// <summary>The turns in which the hub's methods run; null if they run concurrently, or the connection has no room.</summary>
    public RoomTurns? Turns => _room?.Turns;

    /// <summary>Whether the client left before it was admitted.</summary>
    public bool IsGone => Connection.ConnectionAborted.IsCancellationRequested || Connection.GetHttpContext() is { RequestAborted.IsCancellationRequested: true };

    /// <summary>Gives up the seat, if it was taken.</summary>
    public ValueTask<bool> LeaveAsync() => HasSeat && !Seat.IsVacant ? Room.LeaveAsync(Seat) : new(false);

    /// <summary>Opens a native connection, which shows the client that its seat is taken.</summary>
    public Task OpenAsync() => Native?.OpenAsync() ?? Task.CompletedTask;

    /// <summary>Rejects the client after it was accepted.</summary>
    public void Refuse(ConnectionRequest request, ProtooException refusal)
    {
        if (request.Rejection is null)
        {
            request.Fail(refusal, refusal.Code == StatusCodes.Status503ServiceUnavailable ? RejectionCause.Unavailable : RejectionCause.App);
            Native?.SetEnd(request.End);
        }
    }

    /// <summary>Tells a SignalR client why it is rejected, unless that was done already.</summary>
    /// <param name="exception">The exception from the hub's <c>OnConnectedAsync</c>.</param>
    public Task TellAsync(Exception exception)
    {
        if (_isTold)
        {
            return Task.CompletedTask;
        }

        _isTold = true;
        var request = Connection.Features.Get<ConnectionRequest>();
        var reason = request?.Rejection ?? exception;
        if (!IsGone)
        {
            var (code, text) = reason switch
            {
                ProtooException refusal => (refusal.Code, refusal.Reason),
                HubException => (StatusCodes.Status500InternalServerError, reason.Message),
                _ => (StatusCodes.Status500InternalServerError, ConnectionEnd.Failed.Reason),
            };
            Rooms.Rejections.Report(Connection.GetHttpContext(), PeerTransport.SignalR, request, code, text);
        }

        var error = reason is HubException || Rooms.HasDetailedErrors
            ? $"{ProtooErrorText.ConnectionClosed} {reason.GetType().Name}: {reason.Message}"
            : ProtooErrorText.ConnectionClosed;
        var mayComeBack = request?.Rejection is null || request.Cause != RejectionCause.App;
        return SignalRRejection.SendAsync(Connection, error, mayComeBack, Rooms.Options.CloseTimeout, Rooms.Services.TimeProvider);
    }

    /// <summary>Completes when the callbacks of this peer's previous connection have finished.</summary>
    public Task WaitForPredecessorAsync()
    {
        var left = PredecessorLeft;
        PredecessorLeft = null;
        return left is null or { IsCompleted: true } ? Task.CompletedTask : Rooms.WaitForAsync(left, this);
    }

    /// <summary>Called when the hub has been told that the peer has joined.</summary>
    public Task OnJoinedAsync()
    {
        _isObserved = Room.State is { Observers.IsEmpty: false };
        return _isObserved ? Room.State!.Observers.PeerJoinedAsync(this) : Task.CompletedTask;
    }

    /// <summary>Called when the hub's callbacks for the connection have finished.</summary>
    public async ValueTask OnLeftAsync()
    {
        if (_isObserved)
        {
            await Room.State!.Observers.PeerClosedAsync(this).ConfigureAwait(false);
        }

        if (State is { } state)
        {
            await Room.State!.DisposePeerAsync(state).ConfigureAwait(false);
            Room.State.Release();
        }

        EndCallbacks();
        if (HasSeat)
        {
            Rooms.Services.Leaving.Remove(Room.RoomId, this);
        }
    }

    /// <summary>Counts an invocation that begins to wait for the answers of other peers.</summary>
    /// <returns>False if the maximum number of invocations is waiting already.</returns>
    public bool TryBeginWait()
    {
        if (Interlocked.Increment(ref _waits) <= Rooms.Options.MaximumWaitingRequests)
        {
            return true;
        }

        EndWait();
        return false;
    }

    /// <summary>Reports that an invocation may not wait.</summary>
    /// <returns>The error.</returns>
    public ProtooException TooManyWaits()
    {
        return Rooms.Services.Limits.TooManyWaitingRequests(_room?.RoomId, HasSeat ? Seat.PeerId : null, isFirst: !Interlocked.Exchange(ref _hasWaitedTooMuch, true));
    }

    public void EndWait() => Interlocked.Decrement(ref _waits);
}
