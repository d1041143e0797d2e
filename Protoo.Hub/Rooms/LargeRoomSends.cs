using Protoo.Transports;

namespace Protoo.Rooms;

/// <summary>
/// Sends the announcements of a large room from the thread pool: the gate is not held meanwhile, and while many peers join or leave at once,
/// those that have piled up leave each connection in one write.
/// </summary>
/// <param name="gate">The gate of the room.</param>
internal sealed class LargeRoomSends(Lock gate)
{
    /// <summary>With fewer receivers, a hop to the pool costs more than it saves.</summary>
    public const int SmallestRoom = 32;

    // Guarded by the gate.
    private readonly SendBatch _batch = SendBatch.CreateShared();
    private bool _isScheduled;

    /// <summary>Holds back what is announced until the result is disposed of. The caller holds the gate.</summary>
    public Announcing Enter()
    {
        _batch.Enter();
        return new Announcing(this);
    }

    private void Send()
    {
        IReadOnlyList<OutgoingMessageWriter> writers;
        lock (gate)
        {
            _isScheduled = false;
            writers = _batch.Take();
        }

        foreach (var writer in writers)
        {
            writer.SendHeld();
        }
    }

    private void Leave()
    {
        _batch.Leave();
        if (!_isScheduled && !_batch.IsEmpty)
        {
            _isScheduled = true;

            // Behind the clients that wait to join: what is announced of them leaves in the same write.
            LongWork.NewConnections.Add(Send);
        }
    }

    /// <summary>The time in which something is announced; null for a room in which nothing is held back.</summary>
    public readonly ref struct Announcing(LargeRoomSends? sends)
    {
        public void Dispose() => sends?.Leave();
    }
}
