using System.Net;

namespace Protoo.Transports;

/// <summary>
/// How fast a client sends: a token bucket of messages and one of bytes. A message for which there is nothing left waits, unread. The length
/// of a message is known only once it has been read, so its bytes may be owed.
/// </summary>
/// <remarks>
/// The limiters of System.Threading.RateLimiting never owe anything, and need a queue or a timer for each client.
/// </remarks>
/// <param name="limits">The limits.</param>
/// <param name="connectionId">The connection, for the log.</param>
/// <param name="address">The client's address, for the log.</param>
internal sealed class ReceiveRate(RateLimits limits, string connectionId, IPAddress? address)
{
    // Who was not held back for this long has paused.
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();

    // Guarded by the gate: what is left, as of this time.
    private double _messages = limits.MessagesAtOnce;
    private double _bytes = limits.BytesAtOnce;
    private long _time = limits.TimeProvider.GetTimestamp();

    // Guarded by the gate: since when, and until when, the client has been held back.
    private long? _heldSince;
    private long _heldUntil;

    // Guarded by the gate: whether the client is being closed, and nothing of it is read any more.
    private bool _isOver;

    /// <summary>Whether a message that has arrived may be read now.</summary>
    public bool IsFree
    {
        get
        {
            lock (_gate)
            {
                return !_isOver && GetDelay(out _) == TimeSpan.Zero;
            }
        }
    }

    /// <summary>How many messages may be read now, as far as their bytes are not known.</summary>
    public int Messages
    {
        get
        {
            lock (_gate)
            {
                _ = GetDelay(out _);
                return (int)Math.Max(0, _messages);
            }
        }
    }

    /// <summary>Counts what was read.</summary>
    public void Add(int messages, long bytes)
    {
        lock (_gate)
        {
            _messages -= messages;
            _bytes -= bytes;
        }
    }

    /// <summary>Waits until a message that has arrived may be read.</summary>
    /// <returns>False if the client must be closed, because it has been held back for too long.</returns>
    public async ValueTask<bool> WaitAsync()
    {
        while (true)
        {
            TimeSpan delay;
            lock (_gate)
            {
                if (_isOver)
                {
                    return false;
                }

                delay = GetDelay(out var limit);
                if (delay == TimeSpan.Zero)
                {
                    return true;
                }

                var left = RateLimits.LongestWait - GetTimeHeld(limit);
                if (left <= TimeSpan.Zero)
                {
                    _isOver = true;
                    limits.OnTooLong(connectionId, address, limit);
                    return false;
                }

                delay = delay < left ? delay : left;
                _heldUntil = _time + (long)(delay.TotalSeconds * limits.TimeProvider.TimestampFrequency);
            }

            // A timer takes whole milliseconds.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds)), limits.TimeProvider).ConfigureAwait(false);
        }
    }

    private TimeSpan GetDelay(out string limit)
    {
        var now = limits.TimeProvider.GetTimestamp();
        var seconds = limits.TimeProvider.GetElapsedTime(_time, now).TotalSeconds;
        _time = now;
        _messages = Math.Min(_messages + (seconds * limits.MessagesPerSecond), limits.MessagesAtOnce);
        _bytes = Math.Min(_bytes + (seconds * limits.BytesPerSecond), limits.BytesAtOnce);

        var (forMessages, forBytes) = ((1 - _messages) / limits.MessagesPerSecond, -_bytes / limits.BytesPerSecond);
        limit = forMessages >= forBytes ? LimitName.MessagesPerSecond : LimitName.BytesPerSecond;
        return Math.Max(forMessages, forBytes) is > 0 and var delay ? TimeSpan.FromSeconds(delay) : TimeSpan.Zero;
    }

    private TimeSpan GetTimeHeld(string limit)
    {
        if (_heldSince is null || limits.TimeProvider.GetElapsedTime(_heldUntil, _time) >= s_pause)
        {
            _heldSince = _time;
            limits.OnHeld(connectionId, address, limit);
        }

        return limits.TimeProvider.GetElapsedTime(_heldSince.Value, _time);
    }
}
