using System.Collections.Concurrent;

namespace Protoo.Transports;

/// <summary>
/// Gives turns to work that takes a thread for long, so that the short work of others comes in between, however much long work there is.
/// </summary>
/// <remarks>A <see cref="ConcurrentExclusiveSchedulerPair"/> does not do that: several of its tasks run in a row.</remarks>
/// <param name="atOnce">How many turns there are at a time.</param>
internal sealed class LongWork(int atOnce) : IThreadPoolWorkItem
{
    /// <summary>A message of more bytes is large: reading one takes from half a millisecond to 10 ms.</summary>
    public const int LargeMessage = 64 * 1024;

    private readonly ConcurrentQueue<Action> _waiting = new();

    // Those that wait, and those that have their turn. As many of them as there are turns are in the queue of the thread pool, or run.
    private int _count;

    /// <summary>The turns of large messages.</summary>
    public static LongWork LargeMessages { get; } = new(Environment.ProcessorCount);

    /// <summary>
    /// The turns of new connections, and of what they cause in large rooms. There are more of them, in case the app's code blocks its
    /// thread.
    /// </summary>
    public static LongWork NewConnections { get; } = new(4 * Environment.ProcessorCount);

    /// <summary>Waits for a turn, which lasts until the caller awaits something that is not completed.</summary>
    public LongWorkTurn WaitAsync() => new(this);

    /// <summary>Does the work when it is its turn.</summary>
    public void Add(Action work)
    {
        _waiting.Enqueue(work);
        if (Interlocked.Increment(ref _count) <= atOnce)
        {
            Queue();
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        _ = _waiting.TryDequeue(out var work);
        work!();
        if (Interlocked.Decrement(ref _count) >= atOnce)
        {
            Queue();
        }
    }

    // Behind everything that waits for a thread.
    private void Queue() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
}
