using System.Text.Json;
using Protoo.Clustering;

namespace Protoo.Rooms;

/// <summary>What the rooms of a hub share.</summary>
internal sealed class RoomServices
{
    public required ProtooOptions Options { get; init; }

    /// <summary>Where the rules of rosters are evaluated.</summary>
    public required IRosterStore Store { get; init; }

    /// <summary>The way to other instances; null if this one is alone.</summary>
    public required IRoomRelay? Relay { get; init; }

    /// <summary>The requests to peers that wait for an answer.</summary>
    public required PeerRequestTable Requests { get; init; }

    /// <summary>How data is serialized, for both kinds of client.</summary>
    public required JsonSerializerOptions PayloadOptions { get; init; }

    public required ProtooMetrics Metrics { get; init; }

    public required TimeProvider TimeProvider { get; init; }

    /// <summary>The peers of this instance whose callbacks are not over.</summary>
    public LeavingPeers Leaving { get; } = new();
}
