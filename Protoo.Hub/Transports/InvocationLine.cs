namespace Protoo.Transports;

/// <summary>
/// Lets the invocations of a SignalR client begin one after the other while the client is held back, because each may cause the hold of the
/// next. SignalR stops reading once as many wait as may run at a time.
/// </summary>
/// <param name="output">The writing end of the connection, which knows who waits for whom; null if SignalR queues by itself.</param>
/// <param name="rate">How fast the client sends; null if that is not limited, or the reader sees to it.</param>
internal sealed class InvocationLine(OutgoingMessageWriter? output, ReceiveRate? rate)
{
    // Created on first use, which is rare.
    private SemaphoreSlim? _line;

    /// <summary>Begins an invocation that nothing holds back.</summary>
    /// <returns>False if it must wait in the line.</returns>
    public bool TryBegin()
    {
        if (Volatile.Read(ref _line) is { CurrentCount: 0 } || output?.ReadHold is not null || rate is { IsFree: false })
        {
            return false;
        }

        rate?.Add(1, 0);
        return true;
    }

    /// <summary>Waits until the invocation is the next, and nothing holds it back. The caller begins it, and then leaves the line.</summary>
    /// <returns>False if the client must be closed, because it has sent too fast for too long.</returns>
    public async ValueTask<bool> EnterAsync()
    {
        await LazyInitializer.EnsureInitialized(ref _line, static () => new SemaphoreSlim(1)).WaitAsync().ConfigureAwait(false);
        while (output?.ReadHold is { } hold)
        {
            await hold.ConfigureAwait(false);
        }

        if (rate is not null && !await rate.WaitAsync().ConfigureAwait(false))
        {
            return false;
        }

        rate?.Add(1, 0);
        return true;
    }

    /// <summary>Lets the next invocation begin.</summary>
    public void Leave() => _line!.Release();
}
