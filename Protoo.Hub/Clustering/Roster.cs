namespace Protoo.Clustering;

/// <summary>
/// The peers in a room, in the order of joining: a state machine. Its rules return the step that an action leads to, if any; applying the
/// step changes the state. <see cref="IRosterStore"/> decides where the rules are evaluated.
/// </summary>
internal sealed class Roster
{
    private readonly OrderedDictionary<string, Seat> _seats = new(StringComparer.Ordinal);

    // Written under the gate of the room, and read without it.
    private RoomData _data = RoomData.None;

    public long Version { get; private set; }

    /// <summary>The data that the peers share.</summary>
    public RoomData Data => Volatile.Read(ref _data);

    public int Count => _seats.Count;

    public IReadOnlyList<Seat> Seats => _seats.Values;

    public Seat? Find(string peerId) => _seats.GetValueOrDefault(peerId);

    /// <summary>Decides whether a connection gets a seat.</summary>
    /// <param name="claim">The seat.</param>
    /// <param name="rules">The rules. A connection that replaces its own peer is no additional peer.</param>
    /// <param name="step">The step if the seat is taken; otherwise null.</param>
    public SeatOutcome Join(Seat claim, JoinRules rules, out RosterStep? step)
    {
        step = null;
        if (_seats.ContainsKey(claim.PeerId))
        {
            if (rules.DuplicatePeer != DuplicatePeer.Replace)
            {
                return SeatOutcome.PeerExists;
            }

            step = new RosterStep.Replaced(Version + 1, claim);
            return SeatOutcome.Taken;
        }

        if (Count >= rules.MaximumPeers)
        {
            return SeatOutcome.RoomFull;
        }

        step = new RosterStep.Joined(Version + 1, Version + 1, claim);
        return SeatOutcome.Taken;
    }

    /// <summary>Returns the step for giving up a seat; null if it is no longer taken.</summary>
    public RosterStep? Leave(Seat seat) => IsTaken(seat) ? new RosterStep.Left(Version + 1, seat.PeerId) : null;

    /// <summary>Returns the step for new data of a peer; null if the seat is no longer taken.</summary>
    public RosterStep? SetData(Seat seat, RawJson data) => IsTaken(seat) ? new RosterStep.DataSet(Version + 1, seat.PeerId, data) : null;

    /// <summary>Decides whether the data of the room is set.</summary>
    /// <param name="data">The data.</param>
    /// <param name="expectedVersion">The version that the present data must have; null for any.</param>
    /// <param name="setter">The seat of the peer that sets it; null for none.</param>
    /// <param name="step">The step if it is set; otherwise null.</param>
    public RoomDataOutcome SetRoomData(RawJson data, long? expectedVersion, Seat? setter, out RosterStep? step)
    {
        step = null;
        if (Count == 0 || (setter is not null && !IsTaken(setter)))
        {
            return RoomDataOutcome.Gone;
        }

        if (expectedVersion is not null && expectedVersion != Data.Version)
        {
            return RoomDataOutcome.Changed;
        }

        step = new RosterStep.RoomDataSet(Version + 1, new RoomData(data, Version + 1), setter?.PeerId);
        return RoomDataOutcome.Set;
    }

    /// <summary>Returns the step for closing the room; null if the room is empty.</summary>
    public RosterStep? Close() => Count > 0 ? new RosterStep.Closed(Version + 1) : null;

    /// <summary>Applies all steps up to a version at once.</summary>
    public RosterDifference Load(long version, IReadOnlyList<Seat> seats, RoomData? data = null)
    {
        var held = _seats.Values.ToDictionary(static seat => seat.ConnectionId, StringComparer.Ordinal);
        var before = _seats.Values.ToDictionary(static seat => seat.PeerId, static seat => seat.Data, StringComparer.Ordinal);
        _seats.Clear();
        var taken = new List<Seat>();
        foreach (var seat in seats.OrderBy(static seat => seat.Order).ThenBy(static seat => seat.PeerId, StringComparer.Ordinal))
        {
            // A seat that is still taken keeps its object, so that code that holds it sees the new values.
            if (!held.Remove(seat.ConnectionId, out var known))
            {
                known = seat;
                taken.Add(seat);
            }

            known.Generation = seat.Generation;
            known.Order = seat.Order;
            known.Data = seat.Data;
            _seats.Add(known.PeerId, known);
        }

        Version = version;
        var roomDataBefore = Data;
        Volatile.Write(ref _data, data ?? RoomData.None);
        return new RosterDifference(
            Vacate([.. held.Values]),
            taken,
            [.. taken.Where(seat => !before.ContainsKey(seat.PeerId))],
            [.. before.Keys.Where(peerId => !_seats.ContainsKey(peerId))],
            [.. _seats.Values.Where(seat => before.TryGetValue(seat.PeerId, out var dataBefore) && !dataBefore.Utf8.Span.SequenceEqual(seat.Data.Utf8.Span))],
            Data.Version == roomDataBefore.Version ? null : Data);
    }

    /// <summary>Applies a step.</summary>
    /// <returns>The seats that became vacant.</returns>
    /// <exception cref="InvalidOperationException">A step before this one is missing.</exception>
    public IReadOnlyList<Seat> Apply(RosterStep step)
    {
        if (step.Version != Version + 1)
        {
            throw new InvalidOperationException($"Step {step.Version} cannot follow step {Version}.");
        }

        IReadOnlyList<Seat> vacated = [];
        switch (step)
        {
            case RosterStep.Joined { Seat: var seat, Order: var order }:
                seat.Generation = step.Version;
                seat.Order = order;
                _seats.Insert(FindPlace(seat), seat.PeerId, seat);
                break;
            case RosterStep.Replaced { Seat: var seat }:
                var older = _seats[seat.PeerId];
                seat.Generation = step.Version;
                seat.Order = older.Order;
                seat.Data = older.Data;
                _seats[seat.PeerId] = seat;
                vacated = [older];
                break;
            case RosterStep.Left { PeerId: var peerId }:
                _ = _seats.Remove(peerId, out var left);
                vacated = [left!];
                break;
            case RosterStep.DataSet { PeerId: var peerId, Data: var data }:
                _seats[peerId].Data = data;
                break;
            case RosterStep.RoomDataSet { Data: var roomData }:
                Volatile.Write(ref _data, roomData);
                break;
            case RosterStep.Closed:
                vacated = [.. _seats.Values];
                _seats.Clear();
                break;
        }

        if (Count == 0)
        {
            Volatile.Write(ref _data, RoomData.None);
        }

        Version = step.Version;
        return Vacate(vacated);
    }

    private static IReadOnlyList<Seat> Vacate(IReadOnlyList<Seat> seats)
    {
        foreach (var seat in seats)
        {
            seat.Vacate();
        }

        return seats;
    }

    private bool IsTaken(Seat seat) => Find(seat.PeerId)?.Generation == seat.Generation;

    // Most peers join last; a peer that was put back returns to its earlier place.
    private int FindPlace(Seat seat)
    {
        var place = _seats.Count;
        while (place > 0 && IsAfter(_seats.GetAt(place - 1).Value, seat))
        {
            place--;
        }

        return place;
    }

    private static bool IsAfter(Seat other, Seat seat)
    {
        return other.Order > seat.Order || (other.Order == seat.Order && string.CompareOrdinal(other.PeerId, seat.PeerId) > 0);
    }
}
