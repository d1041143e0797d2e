namespace Protoo.Transports;

/// <summary>
/// Holds back what a thread sends during one operation, so that it leaves each connection in one write: the answers to all requests of one
/// read, and what goes to a whole room, outside the room's gate.
/// </summary>
/// <remarks>
/// A batch never spans an await: it ends when its thread is done, at the latest when the handlers that it runs yield. What other
/// threads send to the same connections does not wait, and takes along what is held, in order. A shared batch is entered by one thread after
/// the other, and its owner says when it is sent.
/// </remarks>
internal sealed class SendBatch
{
    // A room of thousands leaves behind a list that is not worth keeping.
    private const int LargestKept = 1024;

    [ThreadStatic]
    private static SendBatch? t_current;

    [ThreadStatic]
    private static SendBatch? t_spare;

    // Used only by the thread that opened or entered the batch.
    private List<OutgoingMessageWriter> _writers = [];
    private SendBatch? _outer;

    private SendBatch()
    {
    }

    /// <summary>The batch that this thread opened last; null if none is open.</summary>
    public static SendBatch? Current => t_current;

    /// <summary>Whether only answers are held: the app's handlers run, and everything else that they send must leave at once.</summary>
    public bool IsForAnswers { get; private set; }

    /// <summary>Whether nothing is held.</summary>
    public bool IsEmpty => _writers.Count == 0;

    /// <summary>Creates a shared batch.</summary>
    public static SendBatch CreateShared() => new();

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

    /// <summary>Holds back what this thread sends, in a shared batch. The owner's lock keeps other threads out.</summary>
    public void Enter()
    {
        _outer = t_current;
        t_current = this;
    }

    /// <summary>Ends what <see cref="Enter"/> began, and sends nothing.</summary>
    public void Leave()
    {
        t_current = _outer;
        _outer = null;
    }

    /// <summary>Takes the connections of a shared batch, for each of which the caller sends what is held. The owner's lock is held.</summary>
    public IReadOnlyList<OutgoingMessageWriter> Take()
    {
        var writers = _writers;
        _writers = [];
        return writers;
    }

    /// <summary>Adds a connection for which something is held.</summary>
    public void Add(OutgoingMessageWriter writer) => _writers.Add(writer);

    private void Close()
    {
        Leave();
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
