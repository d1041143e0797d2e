namespace Protoo.Transports;

/// <summary>The requests of one client that wait for an answer from this side.</summary>
internal struct OwedAnswers
{
    // Changed by the one who reads and by all who answer.
    private int _count;
    private TaskCompletionSource? _given;

    public readonly bool IsNone => Volatile.Read(in _count) == 0;

    /// <summary>A request has come.</summary>
    public void Add() => Interlocked.Increment(ref _count);

    /// <summary>A request was answered.</summary>
    public void Remove()
    {
        if (Interlocked.Decrement(ref _count) == 0)
        {
            Volatile.Read(ref _given)?.TrySetResult();
        }
    }

    /// <summary>Completes when no answer is owed, now or for the first time from now on.</summary>
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
