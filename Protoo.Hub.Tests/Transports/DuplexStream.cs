using System.IO.Pipelines;
using Protoo.Transports;

namespace Protoo.Tests.Transports;

/// <summary>One end of a connection over two pipes.</summary>
internal sealed class DuplexStream(PipeReader reader, PipeWriter writer) : AsyncStream
{
    private readonly Stream _input = reader.AsStream();
    private readonly Stream _output = writer.AsStream();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _input.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _output.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => _output.FlushAsync(cancellationToken);
}
