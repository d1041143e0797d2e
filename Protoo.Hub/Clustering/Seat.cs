using System.Numerics;

namespace Protoo.Clustering;

/// <summary>
/// A peer's place in a room, taken by one connection. A newer connection that takes the place has another seat, of a later generation.
/// Actions on a seat name its generation, so that a late leave never affects a successor.
/// </summary>
internal sealed class Seat(string peerId, string connectionId, PeerTransport transport, string instance)
{
    private static readonly CancellationTokenSource s_vacant = CreateCanceled();

    // Created on first use, which is rare.
    private CancellationTokenSource? _closed;
    private int _pendingRequests;
    private int _refusals;

    // Written under the gate of the room, and read without it.
    private long _generation;
    private long _order;

    public string PeerId { get; } = peerId;

    public string ConnectionId { get; } = connectionId;

    public PeerTransport Transport { get; } = transport;

    /// <summary>The instance that holds the connection.</summary>
    public string Instance { get; } = instance;

    /// <summary>The version of the room at which the seat was taken.</summary>
    public long Generation
    {
        get => Volatile.Read(ref _generation);
        set => Volatile.Write(ref _generation, value);
    }

    /// <summary>Whether the seat was taken; it may be vacant by now.</summary>
    public bool IsTaken => Generation > 0;

    /// <summary>
    /// The place in the order of joining: when the peer joined, by a clock if there are several instances, or else the version of the room.
    /// A connection that replaces another keeps its place.
    /// </summary>
    public long Order
    {
        get => Volatile.Read(ref _order);
        set => Volatile.Write(ref _order, value);
    }

    /// <summary>
    /// The data of the peer. It is written under the gate of the room, and read atomically without it: a <see cref="RawJson"/> is one
    /// reference.
    /// </summary>
    public RawJson Data { get; set; }

    /// <summary>
    /// Taken for each action of the peer where steps take time, so that what the peer causes next waits for its own step; null where they
    /// do not.
    /// </summary>
    public SemaphoreSlim? Turn { get; init; }

    /// <summary>Whether a request from or to the peer waits for an answer.</summary>
    public bool HasPendingRequests => Volatile.Read(ref _pendingRequests) > 0;

    public bool IsVacant => Volatile.Read(ref _closed) == s_vacant;

    /// <summary>Canceled when the seat becomes vacant.</summary>
    public CancellationToken Closed => LazyInitializer.EnsureInitialized(ref _closed).Token;

    public void BeginRequest() => Interlocked.Increment(ref _pendingRequests);

    public void EndRequest() => Interlocked.Decrement(ref _pendingRequests);

    /// <summary>Counts data that was refused, of the peer or from it.</summary>
    /// <returns>Whether the refusal is logged: a peer that is refused all the time must not fill the log.</returns>
    public bool CountRefusal() => BitOperations.IsPow2(Interlocked.Increment(ref _refusals));

    public void Vacate()
    {
        var closed = Interlocked.Exchange(ref _closed, s_vacant);

        // Asynchronously, because the callbacks belong to the app.
        _ = closed?.CancelAsync();
    }

    private static CancellationTokenSource CreateCanceled()
    {
        var source = new CancellationTokenSource();
        source.Cancel();
        return source;
    }
}
