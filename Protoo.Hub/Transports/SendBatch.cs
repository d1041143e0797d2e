namespace Protoo.Transports;

/// <summary>
/// Holds back what a thread sends during one operation, so that it leaves each connection in one write: the answers to all requests of one
/// read, and what goes to a whole room, outside the room's gate.
/// </summary>
/// <remarks>
/// A batch never spans an await: it ends when its thread is done, at the latest when the handlers that it runs yield. What other
/// threads send to the same connections does not wait, and takes along what is held, in order.
/// </remarks>
internal sealed class SendBatch
{
    // A room of thousands leaves behind a list that is not worth keeping.
    private const int LargestKept = 1024;

    [ThreadStatic]
    private static SendBatch? t_current;

    [ThreadStatic]
    private static SendBatch? t_spare;

    // Used only by the thread that opened the batch.
    private readonly List<OutgoingMessageWriter> _writers = [];
    private SendBatch? _outer;

    private SendBatch()
    {
    }

    /// <summary>The batch that this thread opened last; null if none is open.</summary>
    public static SendBatch? Current => t_current;

    /// <summary>Whether only answers are held: the app's handlers run, and everything else that they send must leave at once.</summary>
    public bool IsForAnswers { get; private set; }

    /// <summary>Opens a batch for this thread.</summary>
    public static Scope Open(bool isForAnswers = false)
    {
        var batch = t_spare ?? new SendBatch();
        t_spare = null;
        batch.IsForAnswers = isForAnswers;
        batch._outer = t_current;
        t_current = batch;
        return new Scope(batch);
    }

    /// <summary>Adds a connection for which something is held.</summary>
    public void Add(OutgoingMessageWriter writer) => _writers.Add(writer);

    private void Close()
    {
        t_current = _outer;
        _outer = null;
        foreach (var writer in _writers)
        {
            writer.SendHeld();
        }

        _writers.Clear();
        if (_writers.Capacity <= LargestKept)
        {
            t_spare = this;
        }
    }

    /// <summary>An open batch. Disposing of it sends what is held.</summary>
    public readonly ref struct Scope(SendBatch batch)
    {
        public void Dispose() => batch.Close();
    }
}
