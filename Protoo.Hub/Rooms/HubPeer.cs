using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Protoo.Protocol;
using Protoo.Transports;

namespace Protoo.Rooms;

/// <summary>The connection of a <see cref="ProtooHub"/>: how it comes into its room, and what its hub does in its name.</summary>
internal sealed class HubPeer(HubConnectionContext connection, RoomRegistry rooms) : PeerConnection(connection, rooms.Services)
{
    // Set by the one who joins it.
    private LocalRoom? _room;

    // Counted by all invocations.
    private int _waits;

    // Of the one who runs OnConnectedAsync.
    private bool _isTold;

    public RoomRegistry Rooms { get; } = rooms;

    /// <summary>The room. It is set before the seat is taken.</summary>
    public LocalRoom Room
    {
        get => _room ?? throw NotJoined();
        set => _room = value;
    }

    /// <summary>Whether the client has gone before it was let in.</summary>
    public bool IsGone => Connection.ConnectionAborted.IsCancellationRequested || Connection.GetHttpContext() is { RequestAborted.IsCancellationRequested: true };

    /// <summary>Gives up the seat, if it was taken.</summary>
    public ValueTask<bool> LeaveAsync() => HasSeat && !Seat.IsVacant ? Room.LeaveAsync(Seat) : new(false);

    /// <summary>The seat is taken: a native client sees that it is in.</summary>
    public Task OpenAsync() => Native?.OpenAsync() ?? Task.CompletedTask;

    /// <summary>The client is not let in after all.</summary>
    public void Refuse(ConnectionRequest request, ProtooException refusal)
    {
        if (request.Rejection is null)
        {
            request.Fail(refusal, refusal.Code == StatusCodes.Status503ServiceUnavailable ? RejectionCause.Unavailable : RejectionCause.App);
            Native?.SetEnd(request.End);
        }
    }

    /// <summary>Tells a SignalR client why it is not let in, unless that is done.</summary>
    /// <param name="exception">What the hub's <c>OnConnectedAsync</c> threw.</param>
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

    /// <summary>Completes when the callbacks of the connection that this peer had before are over.</summary>
    public Task WaitForPredecessorAsync()
    {
        var left = PredecessorLeft;
        PredecessorLeft = null;
        return left is null or { IsCompleted: true } ? Task.CompletedTask : Rooms.WaitForAsync(left, this);
    }

    /// <summary>The hub's callbacks for the connection are over.</summary>
    public void OnLeft()
    {
        EndCallbacks();
        if (HasSeat)
        {
            Rooms.Services.Leaving.Remove(Room.RoomId, this);
        }
    }

    /// <summary>An invocation begins to wait for the answers of other peers.</summary>
    /// <returns>False if as many do as may.</returns>
    public bool TryBeginWait()
    {
        if (Interlocked.Increment(ref _waits) <= Rooms.Options.MaximumWaitingRequests)
        {
            return true;
        }

        EndWait();
        return false;
    }

    public void EndWait() => Interlocked.Decrement(ref _waits);
}
