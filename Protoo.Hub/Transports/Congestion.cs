namespace Protoo.Transports;

/// <summary>
/// Handles a client that does not keep up. Its writer has one of these while more than the low mark waits for the client. It decides when
/// to drop the client, and which senders to hold back until the queue is down to the low mark again.
/// </summary>
/// <remarks>All members except <see cref="End"/> are called under the gate of the writer.</remarks>
/// <param name="progress">Changes whenever the socket takes part of a message.</param>
/// <param name="drop">Drops the client.</param>
/// <param name="gate">The gate of the writer.</param>
/// <param name="bound">How many bytes may wait for longer than a moment.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class Congestion(Func<int> progress, Action drop, Lock gate, long bound, TimeProvider timeProvider)
{
    private const int LimitInBounds = 8;

    private static readonly TimeSpan s_stallTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestHold = TimeSpan.FromSeconds(2);

    private readonly long _lowMark = GetLowMark(bound);
    private readonly long _limit = bound <= long.MaxValue / LimitInBounds ? bound * LimitInBounds : long.MaxValue;

    // Guarded by the gate of the writer, like the fields below: the bytes that wait, and how many of them are answers.
    private long _waiting;
    private long _answers;

    // What the client takes: messages from the queue, and the progress of its socket on one that is being sent.
    private int _taken;
    private int _progress;
    private ITimer? _stallTimer;

    // How much each sender has added, and what held senders wait for.
    private Dictionary<object, long>? _shares;
    private TaskCompletionSource? _cleared;
    private ITimer? _holdTimer;
    private bool _hasHeldTooLong;

    private int Progress => _taken + progress();

    public static long GetLowMark(long bound) => bound / 4;

    /// <summary>Counts a message that joins the queue.</summary>
    /// <param name="waiting">The bytes that wait, including the message.</param>
    /// <param name="answer">The bytes of the message if it is an answer to the client's own request, or else 0.</param>
    /// <returns>False if too much waits, and the client must be dropped.</returns>
    public bool TryGrow(long waiting, int answer)
    {
        _waiting = waiting;
        if (!_hasHeldTooLong)
        {
            // The client has few answers waiting, because it is not read meanwhile. After too long a hold, it is read again, and then they
            // count.
            _answers += answer;
        }

        if (waiting - _answers > _limit)
        {
            return false;
        }

        if (waiting > bound && _stallTimer is null)
        {
            _progress = Progress;
            _stallTimer = timeProvider.CreateTimer(static congestion => ((Congestion)congestion!).OnStallTime(), this, s_stallTime, Timeout.InfiniteTimeSpan);
        }

        return true;
    }

    /// <summary>Counts a message that has left the queue.</summary>
    /// <returns>Whether the congestion has ended.</returns>
    public bool Shrink(long waiting)
    {
        _waiting = waiting;
        _taken++;
        return waiting == 0 || (waiting <= _lowMark && !_hasHeldTooLong);
    }

    /// <summary>Holds a sender back.</summary>
    /// <param name="sender">The sender, which is held only once much of its own data waits; null to hold in any case.</param>
    /// <param name="bytes">The bytes that the sender has just added.</param>
    /// <returns>What the sender must wait for; null if it may continue.</returns>
    public Task? Hold(object? sender, int bytes)
    {
        if (_hasHeldTooLong || (sender is not null && AddShare(sender, bytes) <= _lowMark / 4))
        {
            return null;
        }

        if (_cleared is null)
        {
            _cleared = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _holdTimer = timeProvider.CreateTimer(static congestion => ((Congestion)congestion!).OnHeldTooLong(), this, s_longestHold, Timeout.InfiniteTimeSpan);
        }

        return _cleared.Task;
    }

    /// <summary>Releases all held senders. The writer calls this outside of its gate, after it has forgotten this congestion.</summary>
    public void End()
    {
        _stallTimer?.Dispose();
        _holdTimer?.Dispose();
        _cleared?.TrySetResult();
    }

    private long AddShare(object sender, int bytes)
    {
        _shares ??= new(ReferenceEqualityComparer.Instance);
        var share = _shares.GetValueOrDefault(sender) + bytes;
        _shares[sender] = share;
        return share;
    }

    private void OnHeldTooLong()
    {
        lock (gate)
        {
            _hasHeldTooLong = true;
            _shares = null;
        }

        _cleared!.TrySetResult();
    }

    private void OnStallTime()
    {
        lock (gate)
        {
            if (_waiting <= bound)
            {
                // The client has recovered. A new timer starts with the next excess.
                _stallTimer!.Dispose();
                _stallTimer = null;
                return;
            }

            var latest = Progress;
            if (latest != _progress)
            {
                _progress = latest;
                _stallTimer!.Change(s_stallTime, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        drop();
    }
}
