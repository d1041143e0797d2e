using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Protoo.Benchmarks.Attacks;

/// <summary>What a hostile client does to a server. It goes on until it is canceled, unless it has an end of its own.</summary>
internal abstract class Attack
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<AttackEnd> _ends = new();
    private int _rounds;

    /// <summary>The room that its clients enter.</summary>
    public string Room { get; init; } = "attack";

    /// <summary>Completes when the attack has its effect: everything is connected, or was sent once.</summary>
    public Task Begun => _begun.Task;

    /// <summary>How the server has ended connections of the attack so far.</summary>
    public IReadOnlyCollection<AttackEnd> Ends => _ends;

    /// <summary>How many connections have come and gone, or how many batches were sent.</summary>
    public int Rounds => Volatile.Read(ref _rounds);

    /// <summary>Attacks until canceled, and then leaves without a word.</summary>
    public async Task RunAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        try
        {
            await AttackAsync(target, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It is over.
        }
        catch (Exception exception)
        {
            _begun.TrySetException(exception);
            throw;
        }
        finally
        {
            _begun.TrySetResult();
        }
    }

    protected abstract Task AttackAsync(AttackTarget target, CancellationToken cancellationToken);

    protected void Begin() => _begun.TrySetResult();

    protected void Done() => Interlocked.Increment(ref _rounds);

    protected void Ended(AttackEnd end) => _ends.Enqueue(end);

    /// <summary>Whether an exception says no more than that the server has ended the connection.</summary>
    protected static bool IsEnd(Exception exception) => exception is SocketException;

    /// <summary>Runs as many hostile clients at a time.</summary>
    protected static Task RunAllAsync(int count, Func<int, Task> run) => Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(() => run(i))));
}
