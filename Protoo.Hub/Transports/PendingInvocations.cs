namespace Protoo.Transports;

/// <summary>
/// The requests that wait for an answer from one native client: the number that the client got, and SignalR's id of the invocation. Numbers
/// belong to the connection, so that no client can answer for another.
/// </summary>
/// <param name="isPending">Whether SignalR still waits for an invocation. Those that timed out are found in this way, and removed.</param>
internal sealed class PendingInvocations(Func<string, bool> isPending)
{
    // Android ignores 0, and others read 32 bits; protoo's own clients count up to this.
    private const int LargestNumber = 10_000_000;
    private const int FirstSweep = 64;

    // Guarded by its own lock, like the fields that follow.
    private readonly Dictionary<int, string> _invocationIds = [];
    private int _last;
    private int _nextSweep = FirstSweep;

    public int Add(string invocationId)
    {
        lock (_invocationIds)
        {
            if (_invocationIds.Count >= _nextSweep)
            {
                Sweep();
            }

            do
            {
                _last = (_last % LargestNumber) + 1;
            }
            while (!_invocationIds.TryAdd(_last, invocationId));
            return _last;
        }
    }

    public bool TryTake(int number, out string? invocationId)
    {
        lock (_invocationIds)
        {
            return _invocationIds.Remove(number, out invocationId);
        }
    }

    private void Sweep()
    {
        foreach (var (number, invocationId) in _invocationIds)
        {
            if (!isPending(invocationId))
            {
                _invocationIds.Remove(number);
            }
        }

        _nextSweep = Math.Max(FirstSweep, _invocationIds.Count * 2);
    }
}
