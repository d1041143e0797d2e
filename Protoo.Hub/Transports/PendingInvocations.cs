namespace Protoo.Transports;

/// <summary>
/// The requests that wait for an answer of one native client: the number that it was sent, and SignalR's id of the invocation.
/// Numbers are the connection's own, so that no client can answer for another.
/// </summary>
/// <param name="isPending">Whether SignalR still waits for an invocation: those that timed out are forgotten by that.</param>
internal sealed class PendingInvocations(Func<string, bool> isPending)
{
    // Android drops 0, others read 32 bits; protoo's own clients count up to this.
    private const int LargestNumber = 10_000_000;
    private const int FirstSweep = 64;

    // Its own lock guards it, and what follows.
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
