namespace Protoo.Transports;

/// <summary>
/// A client that does not keep up: since more than the low mark waits for it, its writer has one of these. It decides when the
/// client is dropped, and who is held back until the queue is down at the low mark again.
/// </summary>
/// <remarks>Its members are called under the gate of the writer, all but <see cref="End"/>.</remarks>
/// <param name="progress">Changes whenever the socket takes something of a message.</param>
/// <param name="drop">Drops the client.</param>
/// <param name="gate">The gate of the writer.</param>
/// <param name="bound">How many bytes may wait for more than a moment.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class Congestion(Func<int> progress, Action drop, Lock gate, long bound, TimeProvider timeProvider)
{
    private const int LimitInBounds = 8;

    private static readonly TimeSpan s_stallTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestHold = TimeSpan.FromSeconds(2);

    private readonly long _lowMark = GetLowMark(bound);
    private readonly long _limit = bound <= long.MaxValue / LimitInBounds ? bound * LimitInBounds : long.MaxValue;

    // Guarded by the gate of the writer, all of it. What waits, and how much of that is answers.
    private long _waiting;
    private long _answers;

    // What the client takes: messages from the queue, and what its socket shows of one that is being sent.
    private int _taken;
    private int _progress;
    private ITimer? _stallTimer;

    // Who is held back, for how much of its own.
    private Dictionary<object, long>? _shares;
    private TaskCompletionSource? _cleared;
    private ITimer? _holdTimer;
    private bool _hasHeldTooLong;

    private int Progress => _taken + progress();

    public static long GetLowMark(long bound) => bound / 4;

    /// <summary>A message joins the queue.</summary>
    /// <param name="waiting">The bytes that wait, the message among them.</param>
    /// <param name="answer">The bytes of the message if it is an answer to the client's own request, else 0.</param>
    /// <returns>False if that is too much: the client must go.</returns>
    public bool TryGrow(long waiting, int answer)
    {
        _waiting = waiting;
        if (!_hasHeldTooLong)
        {
            // Its answers are few, as it is not read on meanwhile. A client held for too long is read again, and then they count.
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

    /// <summary>A message has left the queue.</summary>
    /// <returns>Whether the congestion is over.</returns>
    public bool Shrink(long waiting)
    {
        _waiting = waiting;
        _taken++;
        return waiting == 0 || (waiting <= _lowMark && !_hasHeldTooLong);
    }

    /// <summary>Holds a sender back.</summary>
    /// <param name="sender">Who is held only once much of its own waits; null to be held in any case.</param>
    /// <param name="bytes">How much the sender has just added.</param>
    /// <returns>What the sender waits for; null if it may go on.</returns>
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

    /// <summary>Lets go of all that are held. The writer has forgotten this congestion, and calls it outside of its gate.</summary>
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
                // It recovered. A new timer comes with the next excess.
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
