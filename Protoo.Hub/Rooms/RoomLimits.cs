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
        metrics.LimitHit(LimitName.Rooms);
        return new(StatusCodes.Status503ServiceUnavailable, "Too many rooms.");
    }

    public ProtooException RoomFull()
    {
        metrics.LimitHit(LimitName.PeersPerRoom);
        return new(StatusCodes.Status409Conflict, "The room is full.");
    }

    public ProtooException DecisionTooLate()
    {
        metrics.LimitHit(LimitName.DecisionTime);
        return new(StatusCodes.Status503ServiceUnavailable, "The decision took too long.");
    }

    /// <summary>Called when more requests of a peer would wait for other peers than may.</summary>
    /// <param name="roomId">The peer's room.</param>
    /// <param name="peerId">The peer.</param>
    /// <param name="isFirst">Whether this is the first time, which is logged.</param>
    public ProtooException TooManyWaitingRequests(string? roomId, string? peerId, bool isFirst)
    {
        metrics.LimitHit(LimitName.WaitingRequests);
        if (isFirst && logger.IsEnabled(LogLevel.Information))
        {
            Log.TooManyWaitingRequests(logger, Rejections.InOneLine(peerId), Rejections.InOneLine(roomId), options.MaximumWaitingRequests);
        }

        return new(StatusCodes.Status429TooManyRequests, "Too many requests wait for other peers.");
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
            if (seat.CountRefusal() && logger.IsEnabled(LogLevel.Information))
            {
                Log.PeerDataTooLarge(logger, Rejections.InOneLine(seat.PeerId), Rejections.InOneLine(roomId), data.Utf8.Length, options.MaximumPeerDataSize);
            }

            throw PeerDataTooLarge();
        }
    }

    /// <summary>Checks new data of a room.</summary>
    /// <param name="data">The data.</param>
    /// <param name="roomId">The room.</param>
    /// <param name="setter">The peer that sets it; null for none.</param>
    /// <exception cref="ProtooException">413: the data is too large.</exception>
    public void ThrowIfTooLargeForRoom(RawJson data, string roomId, Seat? setter)
    {
        if (data.Utf8.Length <= options.MaximumRoomDataSize)
        {
            return;
        }

        metrics.LimitHit(LimitName.RoomData);
        if (setter?.CountRefusal() != false && logger.IsEnabled(LogLevel.Information))
        {
            Log.RoomDataTooLarge(logger, Rejections.InOneLine(roomId), Rejections.InOneLine(setter?.PeerId), data.Utf8.Length, options.MaximumRoomDataSize);
        }

        throw TooLarge("room", options.MaximumRoomDataSize);
    }

    private static ProtooException TooLarge(string what, int maximumSize)
    {
        return new(StatusCodes.Status413PayloadTooLarge, string.Create(CultureInfo.InvariantCulture, $"The data of a {what} may have {maximumSize} bytes at most."));
    }

    private bool IsTooLarge(RawJson data) => data.Utf8.Length > options.MaximumPeerDataSize;

    private ProtooException PeerDataTooLarge()
    {
        metrics.LimitHit(LimitName.PeerData);
        return TooLarge("peer", options.MaximumPeerDataSize);
    }

    private static partial class Log
    {
        // Event id 1 of the same category is in RoomRegistry.

        [LoggerMessage(2, LogLevel.Information, "The new data of peer {PeerId} in room {RoomId} was refused: it has {Size} bytes, and may have {MaximumSize}.", EventName = "PeerDataTooLarge")]
        public static partial void PeerDataTooLarge(ILogger logger, string peerId, string roomId, int size, int maximumSize);

        [LoggerMessage(4, LogLevel.Information, "The new data of room {RoomId} from peer {PeerId} was refused: it has {Size} bytes, and may have {MaximumSize}.", EventName = "RoomDataTooLarge")]
        public static partial void RoomDataTooLarge(ILogger logger, string roomId, string peerId, int size, int maximumSize);

        [LoggerMessage(3, LogLevel.Information, "Requests of peer {PeerId} in room {RoomId} fail, because {Count} of them wait for other peers.", EventName = "TooManyWaitingRequests")]
        public static partial void TooManyWaitingRequests(ILogger logger, string peerId, string roomId, int count);
    }
}
