namespace Protoo.Transports;

/// <summary>
/// Holds back what a thread sends while it handles what came in at once, so that it leaves each connection in one write: the
/// answers to all requests of one read, and what goes to a whole room, outside of the room's gate.
/// </summary>
/// <remarks>
/// A batch never spans an await: it ends when its thread is done, at the latest when the handlers that it runs yield. What other
/// threads send to the same connections does not wait, and takes along what is held, in order.
/// </remarks>
internal sealed class SendBatch
{
    // A room of thousands leaves a list behind that is worth giving up.
    private const int LargestKept = 1024;

    [ThreadStatic]
    private static SendBatch? t_batch;

    private readonly List<OutgoingMessageWriter> _writers = [];
    private bool _isOpen;

    /// <summary>The batch of this thread; null if it has none open.</summary>
    public static SendBatch? Current => t_batch is { _isOpen: true } batch ? batch : null;

    /// <summary>Opens the batch of this thread, unless it is open: then what is sent belongs to that.</summary>
    public static Scope Open()
    {
        var batch = t_batch ??= new SendBatch();
        if (batch._isOpen)
        {
            return default;
        }

        batch._isOpen = true;
        return new Scope(batch);
    }

    /// <summary>Adds a connection for which something is held.</summary>
    public void Add(OutgoingMessageWriter writer) => _writers.Add(writer);

    private void Close()
    {
        _isOpen = false;

        // Not with foreach: where a send runs code of others on this thread, that may open the batch again.
        for (var i = 0; i < _writers.Count; i++)
        {
            _writers[i].SendHeld();
        }

        _writers.Clear();
        if (_writers.Capacity > LargestKept)
        {
            _writers.Capacity = 0;
        }
    }

    /// <summary>An open batch; disposing of it sends what is held.</summary>
    public readonly ref struct Scope(SendBatch? batch)
    {
        public void Dispose() => batch?.Close();
    }
}
