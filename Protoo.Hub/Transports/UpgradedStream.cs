using System.Buffers;
using System.Runtime.CompilerServices;

namespace Protoo.Transports;

/// <summary>
/// The stream under the WebSocket of a native connection. A WebSocket reads the header and payload of every frame, and writes every frame,
/// one by one; this stream combines everything available into one read, and one write.
/// </summary>
/// <remarks>
/// Like a WebSocket, it supports one reader and one writer at a time. It holds no memory while there is nothing to read or write.
/// </remarks>
internal sealed class UpgradedStream(Stream inner) : AsyncStream
{
    private const int BufferSize = 4096;

    // A web server takes a write as a whole, and completes it when nearly all of it has left. Split into parts, a large write shows
    // progress.
    private const int LargestWrite = 64 * 1024;

    // Reads of a client that sends without a pause never wait, so it would keep a thread of the pool from all others.
    private const int LongestRun = 2;

    // Used only by the reader.
    private int _run;
    private byte[]? _received;
    private int _receivedStart;
    private int _receivedEnd;

    // Used only by the writer.
    private PooledBuffer _held;

    /// <summary>Whether writes are held, to leave together with later ones.</summary>
    public bool HoldsWrites { get; set; }

    /// <summary>Whether there is received data that was not read yet.</summary>
    public bool HasReceived => _received is not null;

    /// <summary>The number of writes passed to the inner stream, each after it had taken the previous one.</summary>
    public int WriteCount { get; private set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_received is not null)
        {
            return new(Take(buffer.Span));
        }

        if (_run == LongestRun)
        {
            _run = 0;
            return ReadLaterAsync(buffer, cancellationToken);
        }

        var read = ReadNowAsync(buffer, cancellationToken);
        _run = read.IsCompleted ? _run + 1 : 0;
        return read;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (HoldsWrites)
        {
            Hold(buffer.Span);
            return default;
        }

        if (_held.IsEmpty)
        {
            return WriteThroughAsync(buffer, cancellationToken);
        }

        Hold(buffer.Span);
        return WriteHeldAsync(cancellationToken);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => _held.IsEmpty ? inner.FlushAsync(cancellationToken) : Task.CompletedTask;

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    // An empty read waits until there is something to read.
    private ValueTask<int> ReadNowAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        return buffer.IsEmpty || buffer.Length >= BufferSize
            ? inner.ReadAsync(buffer, cancellationToken)
            : ReceiveAsync(buffer, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadLaterAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        // Continues behind everything that waits for a thread. ForceYielding would put it first in the queue of this thread.
        await Task.Yield();
        return await ReadNowAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var received = ArrayPool<byte>.Shared.Rent(BufferSize);
        var length = await inner.ReadAsync(received, cancellationToken).ConfigureAwait(false);
        (_received, _receivedStart, _receivedEnd) = (received, 0, length);
        return Take(buffer.Span);
    }

    private int Take(Span<byte> buffer)
    {
        var taken = Math.Min(buffer.Length, _receivedEnd - _receivedStart);
        _received.AsSpan(_receivedStart, taken).CopyTo(buffer);
        _receivedStart += taken;
        if (_receivedStart == _receivedEnd)
        {
            ArrayPool<byte>.Shared.Return(_received!);
            _received = null;
        }

        return taken;
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_held.GetMemory(bytes.Length, BufferSize).Span);
        _held.Advance(bytes.Length);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WriteHeldAsync(CancellationToken cancellationToken)
    {
        var bytes = _held.Written;
        var array = _held.Detach()!;
        await WriteThroughAsync(bytes, cancellationToken).ConfigureAwait(false);
        ArrayPool<byte>.Shared.Return(array);
    }

    private ValueTask WriteThroughAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        if (buffer.Length > LargestWrite)
        {
            return WritePartsAsync(buffer, cancellationToken);
        }

        WriteCount++;
        return inner.WriteAsync(buffer, cancellationToken);
    }

    private async ValueTask WritePartsAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!buffer.IsEmpty)
        {
            var length = Math.Min(buffer.Length, LargestWrite);
            WriteCount++;
            await inner.WriteAsync(buffer[..length], cancellationToken).ConfigureAwait(false);
            buffer = buffer[length..];
        }
    }
}
