using System.Threading.Channels;
using Protoo.Transports;

namespace Protoo.Tests.Transports;

/// <summary>A writer whose sends the test can end.</summary>
internal sealed class ControlledMessageWriter(long maximumBacklog = 1024, TimeProvider? timeProvider = null) : OutgoingMessageWriter
{
    /// <summary>The first byte of messages not held.</summary>
    public const byte Urgent = (byte)'!';

    /// <summary>The first byte of answers.</summary>
    public const byte Answer = (byte)'?';

    private readonly Channel<(ReadOnlyMemory<byte> Message, byte[] Copy, TaskCompletionSource Send)> _sends =
        Channel.CreateUnbounded<(ReadOnlyMemory<byte>, byte[], TaskCompletionSource)>();

    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _sending;
    private int _overlaps;
    private int _backlogExceeded;
    private int _sendFailed;

    /// <summary>The visible progress of the socket with the current message.</summary>
    public int SocketProgress { get; set; }

    public override int Progress => SocketProgress;

    /// <summary>How a send that the test does not hold ends; by default, at once.</summary>
    public Func<ReadOnlyMemory<byte>, ValueTask>? OnSend { get; set; }

    /// <summary>Whether sends wait until the test ends them.</summary>
    public bool HoldsSends { get; set; }

    /// <summary>How often a send began before the previous one had ended.</summary>
    public int Overlaps => Volatile.Read(ref _overlaps);

    public int BacklogExceeded => Volatile.Read(ref _backlogExceeded);

    public int SendFailed => Volatile.Read(ref _sendFailed);

    /// <summary>Completes when a send has failed.</summary>
    public Task Failed => _failed.Task;

    public Exception? SendException { get; private set; }

    /// <summary>For each send, whether another one was to follow at once.</summary>
    public List<bool> HadMore { get; } = [];

    protected override long MaximumBacklog => maximumBacklog;

    protected override TimeProvider TimeProvider { get; } = timeProvider ?? TimeProvider.System;

    /// <summary>The next message sent or being sent, with its send.</summary>
    public async Task<(ReadOnlyMemory<byte> Message, byte[] Copy, TaskCompletionSource Send)> NextAsync()
    {
        return await _sends.Reader.ReadAsync().AsTask().DefaultTimeout();
    }

    /// <summary>Waits until there is a message for <see cref="NextAsync"/>.</summary>
    public Task WaitForSendAsync() => _sends.Reader.WaitToReadAsync().AsTask().DefaultTimeout();

    /// <summary>Takes the messages sent but not yet returned.</summary>
    public IReadOnlyList<byte[]> TakeSent()
    {
        var sent = new List<byte[]>();
        while (_sends.Reader.TryRead(out var next))
        {
            sent.Add(next.Copy);
        }

        return sent;
    }

    protected override ValueTask SendAsync(ReadOnlyMemory<byte> message, bool hasMore)
    {
        if (Interlocked.Increment(ref _sending) > 1)
        {
            Interlocked.Increment(ref _overlaps);
        }

        HadMore.Add(hasMore);
        var send = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sends.Writer.TryWrite((message, message.ToArray(), send));
        if (HoldsSends)
        {
            return new ValueTask(EndAsync(send.Task));
        }

        var sending = OnSend is null ? default : OnSend(message);
        if (sending.IsCompleted)
        {
            Interlocked.Decrement(ref _sending);
            return sending;
        }

        return new ValueTask(EndAsync(sending.AsTask()));
    }

    protected override bool MayWait(ReadOnlySpan<byte> message, SendBatch batch)
    {
        return message[0] != Urgent && (!batch.IsForAnswers || message[0] == Answer);
    }

    protected override bool IsAnswer(ReadOnlySpan<byte> message) => message[0] == Answer;

    protected override void OnBacklogExceeded() => Interlocked.Increment(ref _backlogExceeded);

    protected override void OnSendFailed(Exception exception)
    {
        SendException = exception;
        Interlocked.Increment(ref _sendFailed);
        _failed.TrySetResult();
    }

    private async Task EndAsync(Task send)
    {
        try
        {
            await send;
        }
        finally
        {
            Interlocked.Decrement(ref _sending);
        }
    }
}
