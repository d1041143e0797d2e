using System.Buffers;
using System.IO.Pipelines;
using Protoo.Protocol;

namespace Protoo.Transports;

/// <summary>
/// The writing end of a connection, where one flush is one message, and a flush never waits.
/// </summary>
/// <remarks>
/// SignalR holds a lock of the connection while it awaits a flush, and a group send awaits every member: one client that does not
/// read would stop its whole room. So a message that cannot be sent at once is queued here, and a client for which too much
/// waits is dropped. While nothing waits, a message is sent directly, with no copy and no thread hop; within a
/// <see cref="SendBatch"/> at its end, together with those that came after it.
/// </remarks>
internal abstract class OutgoingMessageWriter(long maximumBacklog, bool isOpen = true) : PipeWriter, IMessageBuffer
{
    private const int SmallestBuffer = 512;

    // More in one write saves nothing, and would count as backlog of a client that is not slow.
    private const int MostHeld = 16 * 1024;

    private readonly Lock _gate = new();
    private Backlog _backlog;
    private bool _isOpen = isOpen;
    private bool _isSending = !isOpen;
    private SendBatch? _heldBy;
    private bool _isClosed;
    private TaskCompletionSource? _drained;

    private byte[]? _buffer;
    private int _written;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _written;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureFree(sizeHint);
        return _buffer.AsMemory(_written);
    }

    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureFree(sizeHint);
        return _buffer.AsSpan(_written);
    }

    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)bytes, (uint)((_buffer?.Length ?? 0) - _written));
        _written += bytes;
    }

    /// <inheritdoc />
    public void Discard() => _written = 0;

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

    /// <summary>Sends a message that never changes, beside what SignalR writes: it may be called at any time.</summary>
    public void Send(ReadOnlyMemory<byte> message) => Send(new OutgoingMessage(message, null));

    /// <summary>Begins to send: what was written before has waited.</summary>
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

    /// <summary>Drops what comes from now on. What waits is still sent.</summary>
    public void Seal()
    {
        lock (_gate)
        {
            _isClosed = true;
        }
    }

    public override void Complete(Exception? exception = null) => Seal();

    /// <summary>Completes when nothing waits any more.</summary>
    public Task DrainAsync()
    {
        SendHeld();
        lock (_gate)
        {
            return _isSending ? (_drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task : Task.CompletedTask;
        }
    }

    /// <summary>Sends what is held for a batch, if that was not done before.</summary>
    public void SendHeld()
    {
        OutgoingMessage message;
        bool hasMore;
        lock (_gate)
        {
            _heldBy = null;
            if (_isSending || !_backlog.TryDequeue(out message))
            {
                return;
            }

            _isSending = true;
            hasMore = !_backlog.IsEmpty;
        }

        SendNow(message, hasMore);
    }

    /// <summary>Sends one message. It is not called again before the task is complete.</summary>
    /// <param name="message">The message.</param>
    /// <param name="hasMore">Whether another one follows at once, so that this one need not leave before it.</param>
    protected abstract ValueTask SendAsync(ReadOnlyMemory<byte> message, bool hasMore);

    /// <summary>Whether a message may wait for the end of a batch.</summary>
    protected abstract bool MayWait(ReadOnlySpan<byte> message, SendBatch batch);

    /// <summary>Too much waits for the client: the connection must go.</summary>
    protected abstract void OnBacklogExceeded();

    /// <summary>Much waits, and will until the connection is open.</summary>
    protected virtual void OnMuchWaitsForOpen()
    {
        // Most connections are open from the beginning.
    }

    /// <summary>A message could not be sent: the connection is broken.</summary>
    protected abstract void OnSendFailed(Exception exception);

    private void EnsureFree(int sizeHint)
    {
        sizeHint = Math.Max(sizeHint, 1);
        if (_buffer is null)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, SmallestBuffer));
        }
        else if (_buffer.Length - _written < sizeHint)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_written + sizeHint, _buffer.Length * 2));
            _buffer.AsSpan(0, _written).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
    }

    private void SendWritten()
    {
        if (_written > 0)
        {
            var buffer = _buffer!;
            var message = new OutgoingMessage(buffer.AsMemory(0, _written), buffer);
            _buffer = null;
            _written = 0;
            Send(message);
        }
    }

    private void Send(OutgoingMessage message)
    {
        bool isOpen;
        bool fits;
        var hasMore = false;
        lock (_gate)
        {
            if (_isClosed)
            {
                message.Release();
                return;
            }

            isOpen = _isOpen;
            fits = isOpen ? !_isSending || _backlog.Bytes + message.Text.Length <= maximumBacklog : _backlog.Bytes + message.Text.Length <= maximumBacklog / 4;
            if (!isOpen)
            {
                _backlog.Enqueue(message);
            }
            else if (!fits)
            {
                message.Release();
                _isClosed = true;
            }
            else if (_isSending)
            {
                _backlog.Enqueue(message);
                return;
            }
            else if (TryHoldUnsynchronized(message))
            {
                return;
            }
            else
            {
                _isSending = true;
                if (!_backlog.IsEmpty)
                {
                    // What is held goes first.
                    _backlog.Enqueue(message);
                    _ = _backlog.TryDequeue(out message);
                    hasMore = true;
                }
            }
        }

        switch (isOpen, fits)
        {
            case (true, true):
                SendNow(message, hasMore);
                break;
            case (true, false):
                OnBacklogExceeded();
                break;
            case (false, false):
                OnMuchWaitsForOpen();
                break;
        }
    }

    private bool TryHoldUnsynchronized(OutgoingMessage message)
    {
        if (SendBatch.Current is not { } batch
            || _backlog.Bytes + message.Text.Length > Math.Min(MostHeld, maximumBacklog)
            || !MayWait(message.Text.Span, batch))
        {
            return false;
        }

        _backlog.Enqueue(message);
        if (_heldBy != batch)
        {
            // Whichever of two batches ends first sends it all.
            _heldBy = batch;
            batch.Add(this);
        }

        return true;
    }

    /// <summary>Sends a message, and those that wait behind it; the caller has said that it is sending.</summary>
    private void SendNow(OutgoingMessage message, bool hasMore)
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
        while (TryTakeNext(out message, out hasMore));
    }

    private async Task SendRestAsync(ValueTask sending, OutgoingMessage message)
    {
        try
        {
            await sending;
            message.Release();
            while (TryTakeNext(out message, out var hasMore))
            {
                await SendAsync(message.Text, hasMore);
                message.Release();
            }
        }
        catch (Exception exception)
        {
            Abandon();
            OnSendFailed(exception);
        }
    }

    private bool TryTakeNext(out OutgoingMessage message, out bool hasMore)
    {
        lock (_gate)
        {
            var isNext = _backlog.TryDequeue(out message);
            hasMore = !_backlog.IsEmpty;
            if (!isNext)
            {
                EndSendingUnsynchronized();
            }

            return isNext;
        }
    }

    private void EndSendingUnsynchronized()
    {
        _isSending = false;
        _drained?.SetResult();
        _drained = null;
    }

    private void Abandon()
    {
        lock (_gate)
        {
            _isClosed = true;

            // The buffers go to the garbage collector, for a broken socket may still read the one it was sending.
            _backlog = default;
            EndSendingUnsynchronized();
        }
    }
}
