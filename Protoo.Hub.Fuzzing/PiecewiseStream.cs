using Protoo.Transports;

namespace Protoo.Fuzzing;

/// <summary>Gives out bytes in pieces, always at once, and takes any.</summary>
internal sealed class PiecewiseStream(byte[] bytes, int pieceLength) : AsyncStream
{
    private int _position;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var length = Math.Min(Math.Min(buffer.Length, pieceLength), bytes.Length - _position);
        bytes.AsMemory(_position, length).CopyTo(buffer);
        _position += length;
        return new(length);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => default;

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
