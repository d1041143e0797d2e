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
/// waits is dropped. While nothing waits, a message is sent directly, with no copy and no thread hop.
/// </remarks>
internal abstract class OutgoingMessageWriter(long maximumBacklog) : PipeWriter, IMessageBuffer
{
    private const int SmallestBuffer = 512;

    private readonly Lock _gate = new();
    private Queue<OutgoingMessage>? _backlog;
    private long _backlogBytes;
    private bool _isSending;
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
        Send(new OutgoingMessage(source, null));
        return default;
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
        lock (_gate)
        {
            return _isSending ? (_drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task : Task.CompletedTask;
        }
    }

    /// <summary>Sends one message. It is not called again before the task is complete.</summary>
    protected abstract ValueTask SendAsync(ReadOnlyMemory<byte> message);

    /// <summary>Too much waits for the client: the connection must go.</summary>
    protected abstract void OnBacklogExceeded();

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
        if (!TryBeginSend(message))
        {
            return;
        }

        ValueTask sending;
        try
        {
            sending = SendAsync(message.Text);
        }
        catch (Exception exception)
        {
            sending = ValueTask.FromException(exception);
        }

        if (sending.IsCompletedSuccessfully)
        {
            sending.GetAwaiter().GetResult();
            message.Release();
            if (TryTakeNext(out message))
            {
                _ = SendBacklogAsync(default, message, isSent: false);
            }
        }
        else
        {
            _ = SendBacklogAsync(sending, message, isSent: true);
        }
    }

    private bool TryBeginSend(OutgoingMessage message)
    {
        lock (_gate)
        {
            if (!_isClosed && !_isSending)
            {
                _isSending = true;
                return true;
            }

            if (!_isClosed && _backlogBytes + message.Text.Length <= maximumBacklog)
            {
                (_backlog ??= new()).Enqueue(message);
                _backlogBytes += message.Text.Length;
                return false;
            }

            message.Release();
            if (_isClosed)
            {
                return false;
            }

            _isClosed = true;
        }

        OnBacklogExceeded();
        return false;
    }

    private bool TryTakeNext(out OutgoingMessage message)
    {
        lock (_gate)
        {
            if (_backlog is not null && _backlog.TryDequeue(out message))
            {
                _backlogBytes -= message.Text.Length;
                return true;
            }

            message = default;
            _isSending = false;

            // Idle connections hold no queue.
            _backlog = null;
            _drained?.SetResult();
            _drained = null;
            return false;
        }
    }

    private async Task SendBacklogAsync(ValueTask sending, OutgoingMessage message, bool isSent)
    {
        try
        {
            do
            {
                await (isSent ? sending : SendAsync(message.Text));
                message.Release();
                isSent = false;
            }
            while (TryTakeNext(out message));
        }
        catch (Exception exception)
        {
            Abandon();
            OnSendFailed(exception);
        }
    }

    private void Abandon()
    {
        lock (_gate)
        {
            _isClosed = true;

            // The buffers go to the garbage collector, for a broken socket may still read the one it was sending.
            _backlog = null;
            _isSending = false;
            _drained?.SetResult();
            _drained = null;
        }
    }
}
