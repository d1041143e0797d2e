using Microsoft.AspNetCore.Http;
using Protoo.Clustering;

namespace Protoo.Rooms;

/// <summary>The limits of a hub's rooms. What exceeds one gets an error, and is counted. It is logged as a rejection.</summary>
internal sealed class RoomLimits(ProtooOptions options, ProtooMetrics metrics)
{
    /// <summary>The rules by which connections get seats.</summary>
    public JoinRules JoinRules { get; } = new(options.DuplicatePeer, options.MaximumPeersPerRoom);

    public ProtooException TooManyRooms()
    {
        metrics.LimitHit("rooms");
        return new(StatusCodes.Status503ServiceUnavailable, "Too many rooms.");
    }

    public ProtooException RoomFull()
    {
        metrics.LimitHit("peers_per_room");
        return new(StatusCodes.Status409Conflict, "The room is full.");
    }
}
