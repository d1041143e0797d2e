using System.Diagnostics;
using Protoo.Clustering;

namespace Protoo;

/// <summary>
/// The activity source <c>Protoo.Hub</c>, documented in docs/operations.md: the spans of requests to peers. SignalR's own source has those
/// of hub methods.
/// </summary>
internal static class ProtooActivities
{
    public const string SourceName = "Protoo.Hub";

    private const string PeerRequest = "protoo.peer_request";

    private static readonly ActivitySource s_source = new(SourceName);

    /// <summary>Starts the span of a request to a peer; null if nobody listens. The current activity stays what it is.</summary>
    /// <param name="roomId">The room.</param>
    /// <param name="seat">The peer that is asked.</param>
    /// <param name="method">The method.</param>
    /// <param name="traceParent">The span of another instance that asks for it; null if this one does.</param>
    public static Activity? StartPeerRequest(string roomId, Seat seat, string method, string? traceParent)
    {
        if (!s_source.HasListeners())
        {
            return null;
        }

        var current = Activity.Current;
        var activity = traceParent is null
            ? s_source.StartActivity(PeerRequest, ActivityKind.Client)
            : s_source.StartActivity(PeerRequest, ActivityKind.Server, traceParent);
        Activity.Current = current;
        return activity?
            .SetTag("protoo.room", roomId)
            .SetTag("protoo.peer", seat.PeerId)
            .SetTag("protoo.method", method);
    }
}
