using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Protoo.Transports;

/// <summary>The reading end of one of SignalR's transports that counts the bytes of its client.</summary>
internal sealed class MeteredPipeReader(PipeReader reader, ReceiveRate rate) : PipeReader
{
    // Used only by the caller that reads: what was handed out, and how much of it will be handed out again.
    private ReadOnlySequence<byte> _buffer;
    private long _counted;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => Count(await reader.ReadAsync(cancellationToken).ConfigureAwait(false));

    public override bool TryRead(out ReadResult result)
    {
        if (!reader.TryRead(out result))
        {
            return false;
        }

        Count(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _counted = _buffer.Slice(consumed).Length;
        _buffer = default;
        reader.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => reader.CancelPendingRead();

    public override void Complete(Exception? exception = null) => reader.Complete(exception);

    private ReadResult Count(ReadResult result)
    {
        _buffer = result.Buffer;
        rate.Add(0, _buffer.Length - _counted);
        return result;
    }
}
