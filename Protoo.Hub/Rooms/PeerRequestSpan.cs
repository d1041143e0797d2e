using System.Diagnostics;
using System.Globalization;
using Protoo.Clustering;

namespace Protoo.Rooms;

/// <summary>How long a request to a peer takes, and how it ends, for those who listen to metrics and traces, or watch the room.</summary>
internal sealed class PeerRequestSpan
{
    private readonly TimeProvider _timeProvider;
    private readonly Activity? _activity;

    // Null if another instance asks, and reports that.
    private readonly ProtooMetrics? _metrics;
    private readonly RoomWatch? _watch;
    private readonly long _started;
    private readonly string _method;

    private PeerRequestSpan(TimeProvider timeProvider, Activity? activity, ProtooMetrics? metrics, RoomWatch? watch, string method)
    {
        _timeProvider = timeProvider;
        _activity = activity;
        _metrics = metrics;
        _watch = watch;
        _method = method;
        _started = timeProvider.GetTimestamp();
    }

    /// <summary>The span for the instance that is asked; null if there is none.</summary>
    public string? TraceParent => _activity?.Id;

    /// <summary>Begins a span; null if nobody is interested.</summary>
    /// <param name="services">What the rooms share.</param>
    /// <param name="roomId">The room.</param>
    /// <param name="seat">The peer that is asked.</param>
    /// <param name="method">The method.</param>
    /// <param name="watch">Who watches the room; null if nobody does, or another instance asks.</param>
    /// <param name="onBehalf">The message of another instance that asks; null if this one does.</param>
    public static PeerRequestSpan? Begin(RoomServices services, string roomId, Seat seat, string method, RoomWatch? watch, RoomMessage.Request? onBehalf)
    {
        var activity = ProtooActivities.StartPeerRequest(roomId, seat, method, onBehalf?.TraceParent);
        var metrics = onBehalf is null && services.Metrics.MeasuresPeerRequests ? services.Metrics : null;
        return activity is null && metrics is null && watch is null ? null : new PeerRequestSpan(services.TimeProvider, activity, metrics, watch, method);
    }

    /// <summary>Ends the span of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="code">The code of the error; null for a success.</param>
    /// <param name="answer">The data of the answer, if it is a success.</param>
    public void End(PeerRequest request, int? code, object? answer)
    {
        var duration = _timeProvider.GetElapsedTime(_started);
        _metrics?.PeerRequestEnded(duration, code);
        _watch?.Answered(
            request.Seat.PeerId,
            request.Sender?.PeerId,
            _method,
            answer,
            duration,
            code);
        if (_activity is not null)
        {
            if (code is not null)
            {
                _activity.SetTag("error.type", code.Value.ToString(CultureInfo.InvariantCulture)).SetStatus(ActivityStatusCode.Error);
            }

            // Stopping would make its parent the current activity of whatever answers or gives up.
            var current = Activity.Current;
            _activity.Stop();
            Activity.Current = current;
        }
    }
}
