namespace Protoo.Clustering.Redis;

/// <summary>
/// What steps of this instance that are under way will do to a room's seats: a seat is the object that its connection holds, and one that is being
/// given up is not put back.
/// </summary>
/// <param name="gate">The gate of the room, which is held for all but the beginning and the end of an expectation.</param>
internal sealed class SeatExpectations(Lock gate)
{
    private readonly Dictionary<string, Seat> _claims = new(StringComparer.Ordinal);
    private readonly HashSet<Seat> _departing = [];

    /// <summary>The seats that steps are about to bring.</summary>
    public IEnumerable<Seat> Claims => _claims.Values;

    /// <summary>Says whose seat it will be that a step is about to bring.</summary>
    /// <returns>Ends the expectation.</returns>
    public IDisposable Expect(Seat claim)
    {
        lock (gate)
        {
            _claims[claim.ConnectionId] = claim;
        }

        return new Expectation(gate, () => _claims.Remove(claim.ConnectionId));
    }

    /// <summary>Says which seat is about to be given up, and is not put back.</summary>
    /// <returns>Ends the expectation.</returns>
    public IDisposable ExpectNoMore(Seat seat)
    {
        lock (gate)
        {
            _departing.Add(seat);
        }

        return new Expectation(gate, () => _departing.Remove(seat));
    }

    public bool IsDeparting(Seat seat) => _departing.Contains(seat);

    /// <summary>The seat that is claimed by the connection of one that came from Redis, else that one.</summary>
    public Seat FindClaim(Seat seat) => _claims.GetValueOrDefault(seat.ConnectionId, seat);

    private sealed class Expectation(Lock gate, Action end) : IDisposable
    {
        public void Dispose()
        {
            lock (gate)
            {
                end();
            }
        }
    }
}
