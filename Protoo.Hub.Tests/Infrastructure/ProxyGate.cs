namespace Protoo.Tests.Infrastructure;

/// <summary>What a proxy does to the other side, it does through its gate.</summary>
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
            // Whoever waits already, waits for the same opening.
            if (_opened.Task.IsCompleted)
            {
                _opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>Takes a step once the gate is open. None begins after <see cref="Shut"/> has returned.</summary>
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
