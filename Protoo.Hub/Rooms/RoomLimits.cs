using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Protoo.Clustering;

namespace Protoo.Rooms;

/// <summary>The limits of a hub's rooms and of the data in them. What exceeds one gets an error, and is counted.</summary>
/// <remarks>A join that is refused is logged as a rejection. New data of a peer that is refused is logged here.</remarks>
internal sealed partial class RoomLimits(ProtooOptions options, ProtooMetrics metrics, ILogger logger)
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

    /// <summary>Checks the data with which a peer joins.</summary>
    /// <exception cref="ProtooException">413: the data is too large.</exception>
    public void ThrowIfTooLarge(RawJson data)
    {
        if (IsTooLarge(data))
        {
            throw PeerDataTooLarge();
        }
    }

    /// <summary>Checks new data of a peer.</summary>
    /// <exception cref="ProtooException">413: the data is too large.</exception>
    public void ThrowIfTooLarge(RawJson data, string roomId, Seat seat)
    {
        if (IsTooLarge(data))
        {
            if (logger.IsEnabled(LogLevel.Information))
            {
                Log.PeerDataTooLarge(logger, Rejections.InOneLine(seat.PeerId), Rejections.InOneLine(roomId), data.Utf8.Length, options.MaximumPeerDataSize);
            }

            throw PeerDataTooLarge();
        }
    }

    private bool IsTooLarge(RawJson data) => data.Utf8.Length > options.MaximumPeerDataSize;

    private ProtooException PeerDataTooLarge()
    {
        metrics.LimitHit("peer_data");
        return new(
            StatusCodes.Status413PayloadTooLarge,
            string.Create(CultureInfo.InvariantCulture, $"The data of a peer may have {options.MaximumPeerDataSize} bytes at most."));
    }

    private static partial class Log
    {
        // Event id 1 of the same category is in RoomRegistry.

        [LoggerMessage(2, LogLevel.Information, "The new data of peer {PeerId} in room {RoomId} was refused: it has {Size} bytes, and may have {MaximumSize}.", EventName = "PeerDataTooLarge")]
        public static partial void PeerDataTooLarge(ILogger logger, string peerId, string roomId, int size, int maximumSize);
    }
}
