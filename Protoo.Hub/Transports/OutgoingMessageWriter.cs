using System.IO.Pipelines;
using Protoo.Protocol;

namespace Protoo.Transports;

/// <summary>The writing end of a connection. Each flush is one message, and never waits.</summary>
/// <remarks>
/// SignalR holds a lock of the connection while it awaits a flush, and a group send awaits every member: one client that does not read
/// would stop its whole room. So a message that cannot be sent at once is queued here. Once more waits than the low mark, a quarter of the
/// bound, there is a <see cref="Congestion"/>: senders that can wait do so outside of that lock, and a client that takes nothing is
/// dropped. While nothing waits, a message is sent directly, without a copy or a thread hop; within a <see cref="SendBatch"/>, it is sent
/// at the end of the batch, together with those that followed it.
/// </remarks>
internal abstract class OutgoingMessageWriter(bool isOpen = true) : PipeWriter, IMessageBuffer
{
    // A larger write saves nothing, and would count as backlog of a client that is not slow.
    private const int MostHeld = 16 * 1024;

    // Messages that are written together leave the queue at once: taking all of them would hide how much waits.
    private const int LargestRun = 64 * 1024;

    private const int SmallestBuffer = 512;

    private readonly Lock _gate = new();

    // Guarded by the gate. The congestion and the restraint are also read without it.
    private Backlog _backlog;
    private Congestion? _congestion;
    private Restraint? _restraint;
    private bool _isOpen = isOpen;
    private bool _isSending = !isOpen;
    private SendBatch? _heldBy;
    private bool _isClosed;
    private TaskCompletionSource? _drained;

    // The message that is being written.
    private PooledBuffer _unflushed;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _unflushed.Length;

    /// <inheritdoc />
    public virtual IRequestObserver? Observer => null;

    /// <summary>The bytes that wait to be sent.</summary>
    public long BacklogBytes
    {
        get
        {
            lock (_gate)
            {
                return _backlog.Bytes;
            }
        }
    }

    /// <summary>Whether more waits than the low mark, so that senders may have to wait.</summary>
    public bool IsCongested => Volatile.Read(ref _congestion) is not null;

    /// <summary>Holds the client back while what it has sent waits for others.</summary>
    public Restraint Restraint => LazyInitializer.EnsureInitialized(ref _restraint, static () => new Restraint());

    /// <summary>The task to await before more is taken from this client; null if it may continue.</summary>
    /// <remarks>Checked before each read; usually, that takes reading two fields.</remarks>
    public Task? ReadHold => Volatile.Read(ref _restraint)?.Released ?? Hold(sender: null, 0);

    /// <summary>Changes whenever the socket takes part of a message; 0 if that cannot be seen.</summary>
    public virtual int Progress => 0;

    /// <summary>The bound: more bytes than this may wait for a client for a moment, but not for long.</summary>
    protected abstract long MaximumBacklog { get; }

    /// <summary>The clock for the rule about slow clients.</summary>
    protected abstract TimeProvider TimeProvider { get; }

    public override Memory<byte> GetMemory(int sizeHint = 0) => _unflushed.GetMemory(sizeHint, SmallestBuffer);

    public override Span<byte> GetSpan(int sizeHint = 0) => _unflushed.GetMemory(sizeHint, SmallestBuffer).Span;

    public override void Advance(int bytes) => _unflushed.Advance(bytes);

    /// <inheritdoc />
    public void Discard() => _unflushed.Clear();

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        SendWritten();
        return default;
    }

    /// <inheritdoc />
    /// <remarks>The source is not copied: SignalR passes the bytes of a SerializedHubMessage, which never change.</remarks>
    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        SendWritten();
        if (!source.IsEmpty)
        {
            Send(source);
        }

        return default;
    }

    /// <summary>Sends a message that never changes, independently of what SignalR writes. It may be called at any time.</summary>
    public void Send(ReadOnlyMemory<byte> message) => Send(new OutgoingMessage(message, null));

    /// <summary>Begins to send, including what was written before.</summary>
    public void Open()
    {
        lock (_gate)
        {
            _isOpen = true;
            _isSending = false;
        }

        SendHeld();
    }

    public override void CancelPendingFlush()
    {
        // A flush is never pending.
    }

    /// <summary>Holds back a sender whose message was just queued.</summary>
    /// <returns>What the sender must wait for; null, the usual case, if it may continue.</returns>
    /// <inheritdoc cref="Congestion.Hold" />
    public Task? Hold(object? sender, int bytes)
    {
        if (Volatile.Read(ref _congestion) is null)
        {
            return null;
        }

        lock (_gate)
        {
            return _congestion?.Hold(sender, bytes);
        }
    }

    /// <summary>Drops what is written from now on, and releases all held senders. What waits is still sent.</summary>
    public void Seal() => _ = TrySeal();

    /// <summary>Drops the client, unless it is already gone.</summary>
    public void Drop()
    {
        if (TrySeal())
        {
            OnBacklogExceeded();
        }
    }

    public override void Complete(Exception? exception = null) => Seal();

    /// <summary>Completes when nothing waits to be sent.</summary>
    public Task DrainAsync()
    {
        SendHeld();
        lock (_gate)
        {
            return _isSending ? (_drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task : Task.CompletedTask;
        }
    }

    /// <summary>Sends what is held for a batch, unless it was sent already.</summary>
    public void SendHeld()
    {
        OutgoingMessage message;
        bool hasMore;
        var run = 0;
        lock (_gate)
        {
            _heldBy = null;
            if (_isSending || _backlog.IsEmpty)
            {
                return;
            }

            _isSending = true;
            (message, hasMore) = TakeUnsynchronized(ref run);
        }

        SendNow(message, hasMore, run);
    }

    /// <summary>Sends one message. Not called again before the task has completed.</summary>
    /// <param name="message">The message.</param>
    /// <param name="hasMore">Whether another message follows at once, so that this one may wait for it.</param>
    protected abstract ValueTask SendAsync(ReadOnlyMemory<byte> message, bool hasMore);

    /// <summary>Whether a message may wait for the end of a batch.</summary>
    protected abstract bool MayWait(ReadOnlySpan<byte> message, SendBatch batch);

    /// <summary>Whether a message is known to answer a request of the client.</summary>
    protected virtual bool IsAnswer(ReadOnlySpan<byte> message) => false;

    /// <summary>Called when the client is too slow, and the connection must be dropped.</summary>
    protected abstract void OnBacklogExceeded();

    /// <summary>Called when much waits for the connection to open.</summary>
    protected virtual void OnMuchWaitsForOpen()
    {
        // Most connections are open from the start.
    }

    /// <summary>Called when a message could not be sent, because the connection is broken.</summary>
    protected abstract void OnSendFailed(Exception exception);

    private void SendWritten()
    {
        if (!_unflushed.IsEmpty)
        {
            var text = _unflushed.Written;
            Send(new OutgoingMessage(text, _unflushed.Detach()));
        }
    }

    private void Send(OutgoingMessage message)
    {
        bool isOpen;
        var hasMore = false;
        var run = 0;
        bool isTooMuch;
        lock (_gate)
        {
            if (_isClosed)
            {
                message.Release();
                return;
            }

            isOpen = _isOpen;
            isTooMuch = _isSending && !TryQueueUnsynchronized(message);
            if (isTooMuch)
            {
                message.Release();
            }
            else if (isOpen ? _isSending || TryHoldUnsynchronized(message) : _backlog.Bytes <= Congestion.GetLowMark(MaximumBacklog))
            {
                return;
            }
            else if (isOpen)
            {
                _isSending = true;
                if (!_backlog.IsEmpty)
                {
                    // Held messages go first.
                    _backlog.Enqueue(message);
                    (message, hasMore) = TakeUnsynchronized(ref run);
                }
            }
        }

        if (!isOpen)
        {
            OnMuchWaitsForOpen();
        }
        else if (isTooMuch)
        {
            Drop();
        }
        else
        {
            SendNow(message, hasMore, run);
        }
    }

    private bool TryQueueUnsynchronized(OutgoingMessage message)
    {
        var waiting = _backlog.Bytes + message.Text.Length;
        if (_isOpen && waiting > Congestion.GetLowMark(MaximumBacklog))
        {
            _congestion ??= new Congestion(() => Progress, Drop, _gate, MaximumBacklog, TimeProvider);
            if (!_congestion.TryGrow(waiting, IsAnswer(message.Text.Span) ? message.Text.Length : 0))
            {
                return false;
            }
        }

        _backlog.Enqueue(message);
        return true;
    }

    private bool TryHoldUnsynchronized(OutgoingMessage message)
    {
        if (SendBatch.Current is not { } batch
            || _backlog.Bytes + message.Text.Length > Math.Min(MostHeld, MaximumBacklog)
            || !MayWait(message.Text.Span, batch))
        {
            return false;
        }

        _backlog.Enqueue(message);
        if (_heldBy != batch)
        {
            // The first of two batches to end sends everything.
            _heldBy = batch;
            batch.Add(this);
        }

        return true;
    }

    /// <summary>Sends a message, and those that wait behind it. The caller has marked the writer as sending.</summary>
    private void SendNow(OutgoingMessage message, bool hasMore, int run)
    {
        do
        {
            ValueTask sending;
            try
            {
                sending = SendAsync(message.Text, hasMore);
            }
            catch (Exception exception)
            {
                sending = ValueTask.FromException(exception);
            }

            if (!sending.IsCompletedSuccessfully)
            {
                _ = SendRestAsync(sending, message);
                return;
            }

            sending.GetAwaiter().GetResult();
            message.Release();
        }
        while (TryTakeNext(ref run, out message, out hasMore));
    }

    private async Task SendRestAsync(ValueTask sending, OutgoingMessage message)
    {
        try
        {
            await sending.ConfigureAwait(false);
            message.Release();
            var run = 0;
            while (TryTakeNext(ref run, out message, out var hasMore))
            {
                await SendAsync(message.Text, hasMore).ConfigureAwait(false);
                message.Release();
            }
        }
        catch (Exception exception)
        {
            Abandon();
            OnSendFailed(exception);
        }
    }

    private bool TryTakeNext(ref int run, out OutgoingMessage message, out bool hasMore)
    {
        Congestion? ended = null;
        lock (_gate)
        {
            if (_backlog.IsEmpty)
            {
                (message, hasMore) = (default, false);
                EndSendingUnsynchronized();
                return false;
            }

            (message, hasMore) = TakeUnsynchronized(ref run);
            if (_congestion is { } congestion && congestion.Shrink(_backlog.Bytes))
            {
                ended = congestion;
                _congestion = null;
            }
        }

        ended?.End();
        return true;
    }

    /// <summary>Takes the next message.</summary>
    /// <param name="run">The bytes of the preceding messages that are written together with it.</param>
    private (OutgoingMessage Message, bool HasMore) TakeUnsynchronized(ref int run)
    {
        _ = _backlog.TryDequeue(out var message);
        run += message.Text.Length;
        var hasMore = !_backlog.IsEmpty && run + _backlog.NextLength <= LargestRun;
        if (!hasMore)
        {
            run = 0;
        }

        return (message, hasMore);
    }

    private void EndSendingUnsynchronized()
    {
        _isSending = false;
        _drained?.SetResult();
        _drained = null;
    }

    private bool TrySeal()
    {
        Congestion? congestion;
        lock (_gate)
        {
            if (_isClosed)
            {
                return false;
            }

            _isClosed = true;
            congestion = _congestion;
            _congestion = null;
        }

        congestion?.End();
        Interlocked.CompareExchange(ref _restraint, Restraint.Over, null)?.End();
        return true;
    }

    private void Abandon()
    {
        _ = TrySeal();
        lock (_gate)
        {
            // The buffers are left to the garbage collector, because a broken socket may still read the one that it was sending.
            _backlog = default;
            EndSendingUnsynchronized();
        }
    }
}
