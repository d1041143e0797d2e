namespace Protoo.Clustering.Redis;

/// <summary>
/// Passes the records of a room's channel to the replica: each step once, and in the order of versions. Guarded by the room's gate.
/// </summary>
internal sealed class RoomFeed(IRosterReplica room, SeatExpectations expectations)
{
    // The records that arrived while the replica was not up to date.
    private readonly List<RosterJson.ChannelRecord> _early = [];

    /// <summary>Keeps a record until the replica is up to date.</summary>
    public void Keep(RosterJson.ChannelRecord record) => _early.Add(record);

    /// <summary>Discards the kept records.</summary>
    public void Clear() => _early.Clear();

    /// <summary>Applies a step, or delivers a message.</summary>
    /// <returns>False if earlier steps are missing; the record is then kept.</returns>
    public bool TryHandle(RosterJson.ChannelRecord record)
    {
        if (RosterJson.ToStep(record) is { } step)
        {
            if (step.Version > room.Roster.Version + 1)
            {
                Keep(record);
                return false;
            }

            if (step.Version == room.Roster.Version + 1)
            {
                Apply(step);
            }
        }
        else if (RosterJson.ToMessage(record) is { } message)
        {
            room.ReceiveUnsynchronized(message);
        }

        return true;
    }

    /// <summary>Brings the replica up to date.</summary>
    /// <returns>The kept records, which are to be handled now.</returns>
    public RosterJson.ChannelRecord[] Load(RosterSnapshot snapshot)
    {
        room.LoadUnsynchronized(snapshot.Version, [.. snapshot.Seats.Select(WithClaim)], snapshot.Data);
        RosterJson.ChannelRecord[] early = [.. _early];
        _early.Clear();
        return early;
    }

    private void Apply(RosterStep step)
    {
        room.ApplyUnsynchronized(step switch
        {
            // For a connection of this instance, the seat is the object that the connection holds.
            RosterStep.Joined joined => joined with { Seat = expectations.FindClaim(joined.Seat) },
            RosterStep.Replaced replaced => replaced with { Seat = expectations.FindClaim(replaced.Seat) },
            _ => step,
        });
    }

    // As in Apply, the seat is the object that the connection holds.
    private Seat WithClaim(Seat seat)
    {
        var claim = expectations.FindClaim(seat);
        claim.Generation = seat.Generation;
        claim.Order = seat.Order;
        claim.Data = seat.Data;
        return claim;
    }
}
