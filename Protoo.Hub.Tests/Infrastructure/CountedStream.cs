using Protoo.Transports;

namespace Protoo.Tests.Infrastructure;

/// <summary>A stream that records how long each write is.</summary>
internal sealed class CountedStream(Stream inner, List<int> writes) : AsyncStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (writes)
        {
            writes.Add(buffer.Length);
        }

        return inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
}
