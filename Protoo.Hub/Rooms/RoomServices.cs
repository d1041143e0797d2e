using System.Text.Json;
using Protoo.Clustering;

namespace Protoo.Rooms;

/// <summary>What the rooms of a hub share.</summary>
internal sealed class RoomServices
{
    public required ProtooOptions Options { get; init; }

    public required RoomLimits Limits { get; init; }

    /// <summary>The store that evaluates the rules of rosters.</summary>
    public required IRosterStore Store { get; init; }

    /// <summary>Makes the state of rooms.</summary>
    public required IRoomStates States { get; init; }

    /// <summary>The relay to other instances; null if this one is alone.</summary>
    public required IRoomRelay? Relay { get; init; }

    /// <summary>The requests to peers that wait for an answer.</summary>
    public required PeerRequestTable Requests { get; init; }

    /// <summary>The rooms that are watched.</summary>
    public required RoomWatches Watches { get; init; }

    /// <summary>The serializer options for both kinds of client.</summary>
    public required JsonSerializerOptions PayloadOptions { get; init; }

    public required ProtooMetrics Metrics { get; init; }

    public required TimeProvider TimeProvider { get; init; }

    /// <summary>The peers of this instance whose callbacks have not finished.</summary>
    public LeavingPeers Leaving { get; } = new();
}
