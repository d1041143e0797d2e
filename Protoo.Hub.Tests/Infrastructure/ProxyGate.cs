namespace Protoo.Tests.Infrastructure;

/// <summary>The gate that all forwarding of a proxy passes.</summary>
internal sealed class ProxyGate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ProxyGate() => _opened.SetResult();

    public void Open()
    {
        lock (_lock)
        {
            _opened.TrySetResult();
        }
    }

    public void Shut()
    {
        lock (_lock)
        {
            // Those already waiting wait for the same opening.
            if (_opened.Task.IsCompleted)
            {
                _opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>Takes a step once the gate is open. No step begins after <see cref="Shut"/> has returned.</summary>
    public async Task PassAsync(Func<ValueTask> step, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task? taken = null;
            Task opened;
            lock (_lock)
            {
                opened = _opened.Task;
                if (opened.IsCompleted)
                {
                    taken = step().AsTask();
                }
            }

            if (taken is not null)
            {
                await taken;
                return;
            }

            await opened.WaitAsync(cancellationToken);
        }
    }
}
