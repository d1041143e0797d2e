namespace Protoo.Clustering;

/// <summary>
/// Who is in a room, in the order of joining: a state machine. Its rules say what step a wish leads to, if any; applying the
/// step changes the state. Where the rules are asked is the matter of <see cref="IRosterStore"/>.
/// </summary>
internal sealed class Roster
{
    private readonly OrderedDictionary<string, Seat> _seats = new(StringComparer.Ordinal);

    public long Version { get; private set; }

    public int Count => _seats.Count;

    public IReadOnlyList<Seat> Seats => _seats.Values;

    public Seat? Find(string peerId) => _seats.GetValueOrDefault(peerId);

    /// <summary>The rule for a connection that wants a place; null if the peer is there already, and stays.</summary>
    public RosterChange? Join(Seat claim, DuplicatePeer duplicatePeer)
    {
        if (!_seats.ContainsKey(claim.PeerId))
        {
            return new RosterChange.Joined(Version + 1, claim);
        }

        return duplicatePeer == DuplicatePeer.Replace ? new RosterChange.Replaced(Version + 1, claim) : null;
    }

    /// <summary>The rule for a seat that is given up; null if it is not taken any more.</summary>
    public RosterChange? Leave(string peerId, long generation)
    {
        return Find(peerId)?.Generation == generation ? new RosterChange.Left(Version + 1, peerId) : null;
    }

    /// <summary>The rule for new data of a peer; null if the seat is not taken any more.</summary>
    public RosterChange? SetData(string peerId, long generation, RawJson data)
    {
        return Find(peerId)?.Generation == generation ? new RosterChange.DataSet(Version + 1, peerId, data) : null;
    }

    /// <summary>The rule for closing the room; null if there is nobody.</summary>
    public RosterChange? Close() => Count > 0 ? new RosterChange.Closed(Version + 1) : null;

    /// <summary>Takes all steps up to a version at once.</summary>
    /// <returns>The seats that became vacant.</returns>
    public IReadOnlyList<Seat> Load(long version, IReadOnlyList<Seat> seats)
    {
        Seat[] vacated = [.. _seats.Values.Where(seat => !seats.Any(other => ReferenceEquals(other, seat) || other.Generation == seat.Generation))];
        var known = _seats.Values.ToDictionary(static seat => seat.Generation);
        _seats.Clear();
        foreach (var seat in seats)
        {
            // Whoever holds the object of a seat that is still taken sees its new data.
            var held = known.GetValueOrDefault(seat.Generation, seat);
            held.Data = seat.Data;
            _seats.Add(held.PeerId, held);
        }

        Version = version;
        foreach (var seat in vacated)
        {
            seat.Vacate();
        }

        return vacated;
    }

    /// <summary>Takes the step.</summary>
    /// <returns>The seats that became vacant.</returns>
    /// <exception cref="InvalidOperationException">A step is missing before this one.</exception>
    public IReadOnlyList<Seat> Apply(RosterChange change)
    {
        if (change.Version != Version + 1)
        {
            throw new InvalidOperationException($"Step {change.Version} cannot follow step {Version}.");
        }

        IReadOnlyList<Seat> vacated = [];
        switch (change)
        {
            case RosterChange.Joined { Seat: var seat }:
                seat.Generation = change.Version;
                _seats.Add(seat.PeerId, seat);
                break;
            case RosterChange.Replaced { Seat: var seat }:
                var older = _seats[seat.PeerId];
                seat.Generation = change.Version;
                seat.Data = older.Data;
                _seats[seat.PeerId] = seat;
                vacated = [older];
                break;
            case RosterChange.Left { PeerId: var peerId }:
                _ = _seats.Remove(peerId, out var left);
                vacated = [left!];
                break;
            case RosterChange.DataSet { PeerId: var peerId, Data: var data }:
                _seats[peerId].Data = data;
                break;
            case RosterChange.Closed:
                vacated = [.. _seats.Values];
                _seats.Clear();
                break;
        }

        Version = change.Version;
        foreach (var seat in vacated)
        {
            seat.Vacate();
        }

        return vacated;
    }
}
