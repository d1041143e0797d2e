using System.Threading.Tasks.Sources;
using Protoo.Transports;

namespace Protoo.Benchmarks.Micro;

/// <summary>
/// The client's end of a WebSocket, in memory. The server can read what the client sends; what the server writes is only noticed. Allocates
/// nothing.
/// </summary>
internal sealed class ClientStream : AsyncStream, IValueTaskSource<int>, IValueTaskSource
{
    private readonly Lock _gate = new();
    private ManualResetValueTaskSourceCore<int> _read;
    private ManualResetValueTaskSourceCore<bool> _written;
    private ReadOnlyMemory<byte> _received;
    private Memory<byte> _reading;
    private bool _isReading;
    private bool _isAwaitingWrite;

    /// <summary>
    /// Sends bytes to the server, which must have read everything sent before. A read that waits for them continues within this call.
    /// </summary>
    public void Send(ReadOnlyMemory<byte> bytes)
    {
        int count;
        lock (_gate)
        {
            _received = bytes;
            if (!_isReading)
            {
                return;
            }

            _isReading = false;
            count = TakeUnsynchronized(_reading);
        }

        _read.SetResult(count);
    }

    /// <summary>Completes with the server's next write.</summary>
    public ValueTask WaitForWriteAsync()
    {
        lock (_gate)
        {
            _written.Reset();
            _isAwaitingWrite = true;
            return new ValueTask(this, _written.Version);
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (!_received.IsEmpty)
            {
                return new(TakeUnsynchronized(buffer));
            }

            _reading = buffer;
            _isReading = true;
            _read.Reset();
            return new ValueTask<int>(this, _read.Version);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (!_isAwaitingWrite)
            {
                return default;
            }

            _isAwaitingWrite = false;
        }

        _written.SetResult(true);
        return default;
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    int IValueTaskSource<int>.GetResult(short token) => _read.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _read.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.GetResult(short token) => _written.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _written.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _written.OnCompleted(continuation, state, token, flags);

    // An empty buffer receives nothing: such a read only waits.
    private int TakeUnsynchronized(Memory<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _received.Length);
        _received[..count].CopyTo(buffer);
        _received = _received[count..];
        return count;
    }
}
