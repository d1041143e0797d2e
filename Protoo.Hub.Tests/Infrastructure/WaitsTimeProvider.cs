using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Protoo.Tests.Infrastructure;

/// <summary>
/// A fake clock that tells when somebody begins to wait: a test that advances the clock before that would wait in vain afterwards.
/// </summary>
internal sealed class WaitsTimeProvider : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Waits until the next wait of at most this time has begun, and lets the time pass.</summary>
    /// <param name="time">The time.</param>
    /// <param name="end">Nobody waits any more once this has completed; null if that cannot be.</param>
    public async Task PassAsync(TimeSpan time, Task? end = null)
    {
        TimeSpan wait;
        do
        {
            var next = _waits.Reader.ReadAsync().AsTask();
            if (await Task.WhenAny(next, end ?? next).DefaultTimeout() != next)
            {
                return;
            }

            wait = await next;
        }
        while (wait <= TimeSpan.Zero || wait > time);

        Advance(time);
    }
}
