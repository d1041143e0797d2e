namespace Protoo.Transports;

/// <summary>The requests of one client that this side has yet to answer.</summary>
internal struct OwedAnswers
{
    // Changed by the reader and by all code that answers.
    private int _count;
    private TaskCompletionSource? _given;

    public readonly bool IsNone => Volatile.Read(in _count) == 0;

    /// <summary>Counts a request that has arrived.</summary>
    public void Add() => Interlocked.Increment(ref _count);

    /// <summary>Counts a request that was answered.</summary>
    public void Remove()
    {
        if (Interlocked.Decrement(ref _count) == 0)
        {
            Volatile.Read(ref _given)?.TrySetResult();
        }
    }

    /// <summary>Completes at once if no answer is owed, or else the next time that none is.</summary>
    public Task WhenGivenAsync()
    {
        var given = LazyInitializer.EnsureInitialized(ref _given, static () => new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (IsNone)
        {
            given.TrySetResult();
        }

        return given.Task;
    }
}
