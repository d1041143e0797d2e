namespace Protoo.Clustering.Redis;

/// <summary>
/// The expected effects of pending steps of this instance on a room's seats: a new seat is the object that its connection holds, and a seat
/// that is being given up is not put back.
/// </summary>
/// <param name="gate">The room's gate. Callers must hold it, except to begin or end an expectation.</param>
internal sealed class SeatExpectations(Lock gate)
{
    private readonly Dictionary<string, Seat> _claims = new(StringComparer.Ordinal);
    private readonly HashSet<Seat> _departing = [];

    /// <summary>The seats that pending steps are about to take.</summary>
    public IEnumerable<Seat> Claims => _claims.Values;

    /// <summary>Expects a step to take a seat for a connection.</summary>
    /// <returns>An object that ends the expectation when disposed.</returns>
    public IDisposable Expect(Seat claim)
    {
        lock (gate)
        {
            _claims[claim.ConnectionId] = claim;
        }

        return new Expectation(gate, () => _claims.Remove(claim.ConnectionId));
    }

    /// <summary>Expects a seat to be given up, so that it is not put back.</summary>
    /// <returns>An object that ends the expectation when disposed.</returns>
    public IDisposable ExpectNoMore(Seat seat)
    {
        lock (gate)
        {
            _departing.Add(seat);
        }

        return new Expectation(gate, () => _departing.Remove(seat));
    }

    public bool IsDeparting(Seat seat) => _departing.Contains(seat);

    /// <summary>Returns the seat that the same connection has claimed; otherwise the seat itself, which came from Redis.</summary>
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
