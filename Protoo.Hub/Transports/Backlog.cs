namespace Protoo.Transports;

/// <summary>
/// The messages that wait for a connection. Usually there are none or one, which takes no memory besides the connection's own.
/// </summary>
internal struct Backlog
{
    private const int LargestSpare = 64;

    // For more messages, which usually wait only for a moment: connections reuse one spare queue per thread.
    [ThreadStatic]
    private static Queue<OutgoingMessage>? t_spare;

    private OutgoingMessage _first;
    private Queue<OutgoingMessage>? _rest;

    public readonly bool IsEmpty => _first.Text.IsEmpty;

    /// <summary>The length of the next message; 0 if there is none.</summary>
    public readonly int NextLength => _first.Text.Length;

    /// <summary>The total length of all messages.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds a message, which must not be empty.</summary>
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
