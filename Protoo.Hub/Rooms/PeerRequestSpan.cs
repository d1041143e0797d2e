using System.Diagnostics;
using System.Globalization;
using Protoo.Clustering;

namespace Protoo.Rooms;

/// <summary>How long a request to a peer takes, for those who listen to metrics and traces.</summary>
internal sealed class PeerRequestSpan
{
    private readonly ProtooMetrics? _metrics;
    private readonly TimeProvider _timeProvider;
    private readonly long _started;
    private readonly Activity? _activity;

    private PeerRequestSpan(ProtooMetrics? metrics, TimeProvider timeProvider, Activity? activity)
    {
        _metrics = metrics;
        _timeProvider = timeProvider;
        _started = timeProvider.GetTimestamp();
        _activity = activity;
    }

    /// <summary>The span for the instance that is asked; null if there is none.</summary>
    public string? TraceParent => _activity?.Id;

    /// <summary>Begins a span; null if nobody listens.</summary>
    /// <param name="metrics">The metrics; null if another instance asks, and measures that.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="roomId">The room.</param>
    /// <param name="seat">The peer that is asked.</param>
    /// <param name="method">The method.</param>
    /// <param name="traceParent">The span of the instance that asks; null if it is this one.</param>
    public static PeerRequestSpan? Begin(ProtooMetrics? metrics, TimeProvider timeProvider, string roomId, Seat seat, string method, string? traceParent)
    {
        var activity = ProtooActivities.StartPeerRequest(roomId, seat, method, traceParent);
        return activity is not null || metrics is { MeasuresPeerRequests: true } ? new PeerRequestSpan(metrics, timeProvider, activity) : null;
    }

    /// <param name="code">The code of the error; null for a success.</param>
    public void End(int? code)
    {
        _metrics?.PeerRequestEnded(_timeProvider.GetElapsedTime(_started), code);
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
