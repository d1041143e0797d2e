namespace Protoo.Transports;

/// <summary>The messages that wait for a connection. Most of the time that is none, or one, which takes no memory beside the connection's own.</summary>
internal struct Backlog
{
    private const int LargestSpare = 64;

    // Where there are more, then for a moment, and connections take turns with it.
    [ThreadStatic]
    private static Queue<OutgoingMessage>? t_spare;

    private OutgoingMessage _first;
    private Queue<OutgoingMessage>? _rest;

    public readonly bool IsEmpty => _first.Text.IsEmpty;

    /// <summary>The length of the message that is next; 0 if there is none.</summary>
    public readonly int NextLength => _first.Text.Length;

    /// <summary>The length of all messages together.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds a message, which is not empty.</summary>
    public void Enqueue(OutgoingMessage message)
    {
        Bytes += message.Text.Length;
        if (IsEmpty)
        {
            _first = message;
            return;
        }

        if (_rest is null)
        {
            _rest = t_spare ?? new();
            t_spare = null;
        }

        _rest.Enqueue(message);
    }

    public bool TryDequeue(out OutgoingMessage message)
    {
        message = _first;
        if (IsEmpty)
        {
            return false;
        }

        Bytes -= message.Text.Length;
        _first = default;
        if (_rest is not null)
        {
            _first = _rest.Dequeue();
            if (_rest.Count == 0)
            {
                t_spare = _rest.Capacity <= LargestSpare ? _rest : null;
                _rest = null;
            }
        }

        return true;
    }
}
