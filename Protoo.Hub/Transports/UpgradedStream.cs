using System.Buffers;
using System.Runtime.CompilerServices;

namespace Protoo.Transports;

/// <summary>
/// The bytes under the WebSocket of a native connection. A WebSocket reads head and payload of every frame, and writes every frame,
/// one by one; here that becomes one read, and one write, for all that is there.
/// </summary>
/// <remarks>Like a WebSocket it knows one reader and one writer at a time. It holds no memory while there is nothing to read or write.</remarks>
internal sealed class UpgradedStream(Stream inner) : Stream
{
    private const int BufferSize = 4096;

    // A web server takes a write whole, and it is over when nearly all of it has left: by parts, a large one is seen to advance.
    private const int LargestWrite = 64 * 1024;

    // Of the one who reads.
    private byte[]? _received;
    private int _receivedStart;
    private int _receivedEnd;

    // Of the one who writes.
    private PooledBuffer _held;

    /// <summary>Whether what is written next waits for what is written after it.</summary>
    public bool HoldsWrites { get; set; }

    /// <summary>Whether something is there that was received and not read.</summary>
    public bool HasReceived => _received is not null;

    /// <summary>How many writes the stream below was given, each after it had taken the one before.</summary>
    public int WriteCount { get; private set; }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_received is not null)
        {
            return new(Take(buffer.Span));
        }

        // A read of nothing waits until there is something.
        return buffer.IsEmpty || buffer.Length >= BufferSize
            ? inner.ReadAsync(buffer, cancellationToken)
            : ReceiveAsync(buffer, cancellationToken);
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

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var received = ArrayPool<byte>.Shared.Rent(BufferSize);
        var length = await inner.ReadAsync(received, cancellationToken);
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
        await WriteThroughAsync(bytes, cancellationToken);
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
            await inner.WriteAsync(buffer[..length], cancellationToken);
            buffer = buffer[length..];
        }
    }
}
