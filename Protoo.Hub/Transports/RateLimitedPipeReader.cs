using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Protoo.Transports;

/// <summary>
/// The reading end of one of SignalR's transports, which hands out no more messages than its client may send: the next one waits, unread,
/// whatever it is.
/// </summary>
/// <remarks>
/// SignalR consumes whole messages, so what it is handed begins with a message, of which it may have seen a part before.
/// </remarks>
/// <param name="reader">The transport's own reader.</param>
/// <param name="rate">How fast the client sends.</param>
/// <param name="countsMessages">
/// Whether they are those of SignalR's JSON protocol, which shows where each ends. Otherwise, only bytes are counted, and the hub filter counts
/// invocations.
/// </param>
/// <param name="close">Closes the client, which has sent too fast for too long. It must cancel the pending read.</param>
internal sealed class RateLimitedPipeReader(PipeReader reader, ReceiveRate rate, bool countsMessages, Action close) : PipeReader
{
    private const byte RecordSeparator = 0x1E;

    // As SignalR's clients write it. Like a ping of WebSockets, it counts for nothing but its bytes.
    private static readonly byte[] s_ping = "{\"type\":6}"u8.ToArray();

    // Used only by the caller that reads: what was handed out, and how much of it will be handed out again.
    private ReadOnlySequence<byte> _buffer;
    private long _counted;

    // Set while a message waits; completed to end the wait.
    private TaskCompletionSource? _canceled;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var read = reader.ReadAsync(cancellationToken);
        return read.IsCompletedSuccessfully ? HandOutAsync(read.Result) : ReadLaterAsync(read);
    }

    public override bool TryRead(out ReadResult result)
    {
        if (!reader.TryRead(out result))
        {
            return false;
        }

        if (!MayHandOut(result))
        {
            reader.AdvanceTo(result.Buffer.Start);
            result = default;
            return false;
        }

        result = HandOut(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _counted = _buffer.Slice(consumed).Length;
        _buffer = default;
        reader.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead()
    {
        reader.CancelPendingRead();
        Volatile.Read(ref _canceled)?.TrySetResult();
    }

    public override void Complete(Exception? exception = null) => reader.Complete(exception);

    // Whether nothing waits for more time: a message that was begun is received as a whole.
    private bool MayHandOut(ReadResult result) => result.IsCanceled || result.Buffer.IsEmpty || _counted > 0 || rate.IsFree;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ReadLaterAsync(ValueTask<ReadResult> read)
    {
        return await HandOutAsync(await read.ConfigureAwait(false)).ConfigureAwait(false);
    }

    private ValueTask<ReadResult> HandOutAsync(ReadResult result)
    {
        return MayHandOut(result) && result.Buffer.Length <= LongWork.LargeMessage ? new(HandOut(result)) : HandOutLaterAsync(result);
    }

    private async ValueTask<ReadResult> HandOutLaterAsync(ReadResult result)
    {
        if (!MayHandOut(result) && !await WaitAsync().ConfigureAwait(false))
        {
            _buffer = result.Buffer.Slice(0, 0);
            return new ReadResult(_buffer, isCanceled: true, isCompleted: false);
        }

        if (result.Buffer.Length > LongWork.LargeMessage)
        {
            await LongWork.LargeMessages.WaitAsync();
        }

        return HandOut(result);
    }

    /// <returns>False if the read was canceled.</returns>
    private async Task<bool> WaitAsync()
    {
        var canceled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _canceled, canceled);
        var wait = rate.WaitAsync().AsTask();
        if (await Task.WhenAny(wait, canceled.Task).ConfigureAwait(false) == wait)
        {
            if (await wait.ConfigureAwait(false))
            {
                Volatile.Write(ref _canceled, null);
                return true;
            }

            // SignalR must know that the client may return before its reading ends.
            close();
            await canceled.Task.ConfigureAwait(false);
        }

        return false;
    }

    private ReadResult HandOut(ReadResult result)
    {
        var buffer = result.Buffer;
        var messages = 0;
        if (countsMessages && FindEnd(buffer, out messages) is { } position)
        {
            buffer = buffer.Slice(0, position);
        }

        rate.Add(messages, buffer.Length - _counted);
        _buffer = buffer;
        return new ReadResult(buffer, result.IsCanceled, result.IsCompleted && buffer.Length == result.Buffer.Length);
    }

    /// <summary>Finds the end of the last message that may be handed out now.</summary>
    /// <returns>Null if everything may be.</returns>
    private SequencePosition? FindEnd(ReadOnlySequence<byte> buffer, out int messages)
    {
        var most = Math.Max(1, rate.Messages);
        var seeker = new SequenceReader<byte>(buffer);
        seeker.Advance(_counted);
        messages = 0;
        while (messages < most)
        {
            var start = seeker.Consumed;
            if (!seeker.TryAdvanceTo(RecordSeparator))
            {
                return null;
            }

            messages += IsPing(buffer, start, seeker.Consumed - start - 1) ? 0 : 1;
        }

        return seeker.Position;
    }

    private static bool IsPing(in ReadOnlySequence<byte> buffer, long start, long length)
    {
        var message = new SequenceReader<byte>(buffer.Slice(start, length));
        return length == s_ping.Length && message.IsNext(s_ping);
    }
}
