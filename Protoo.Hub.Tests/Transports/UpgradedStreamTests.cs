using System.IO.Pipelines;
using System.Text;
using Protoo.Transports;

namespace Protoo.Tests.Transports;

/// <summary>Under a WebSocket: one read serves several small ones, and held writes leave with the next.</summary>
public sealed class UpgradedStreamTests
{
    private readonly Pipe _incoming = new();
    private readonly Pipe _outgoing = new();
    private readonly UpgradedStream _stream;

    public UpgradedStreamTests() => _stream = new UpgradedStream(new DuplexStream(_incoming.Reader, _outgoing.Writer));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(100_000)]
    public async Task Read_InPieces_GivesEveryByteOnce(int piece)
    {
        var sent = Enumerable.Range(0, 20_000).Select(static i => (byte)(i * 31)).ToArray();
        var writing = _incoming.Writer.WriteAsync(sent).AsTask();
        var received = new List<byte>();
        var buffer = new byte[piece];
        while (received.Count < sent.Length)
        {
            // As a WebSocket does: it first waits without a buffer.
            Assert.Equal(0, await _stream.ReadAsync(Memory<byte>.Empty).AsTask().DefaultTimeout());
            var length = await _stream.ReadAsync(buffer).AsTask().DefaultTimeout();
            Assert.InRange(length, 1, piece);
            received.AddRange(buffer.AsSpan(0, length));
        }

        await writing.DefaultTimeout();
        Assert.Equal(sent, received);
    }

    [Fact]
    public async Task Read_SmallPieces_AreThereAtOnce()
    {
        await _incoming.Writer.WriteAsync(new byte[1000]);
        var buffer = new byte[10];
        Assert.Equal(10, await _stream.ReadAsync(buffer).AsTask().DefaultTimeout());
        for (var i = 1; i < 100; i++)
        {
            var read = _stream.ReadAsync(buffer);
            Assert.True(read.IsCompletedSuccessfully);
            Assert.Equal(10, await read);
        }

        var next = _stream.ReadAsync(buffer).AsTask();
        Assert.False(next.IsCompleted);
        await _incoming.Writer.CompleteAsync();
        Assert.Equal(0, await next.DefaultTimeout());
        Assert.Equal(0, await _stream.ReadAsync(buffer).AsTask().DefaultTimeout());
    }

    [Fact]
    public async Task Read_SenderNeverPauses_GivesOthersATurnNowAndThen()
    {
        var context = new CountingContext();
        var buffer = new byte[4096];
        for (var i = 0; i < 99; i++)
        {
            await _incoming.Writer.WriteAsync(buffer);
            SynchronizationContext.SetSynchronizationContext(context);
            var read = _stream.ReadAsync(buffer).AsTask();
            SynchronizationContext.SetSynchronizationContext(null);
            Assert.Equal(buffer.Length, await read.DefaultTimeout());
        }

        Assert.Equal(33, context.Posts);
    }

    [Fact]
    public async Task Write_Held_LeavesWithTheNext()
    {
        _stream.HoldsWrites = true;
        await WriteAsync("a");
        await WriteAsync(new string('b', 10_000));
        await _stream.FlushAsync();
        Assert.False(_outgoing.Reader.TryRead(out _));

        _stream.HoldsWrites = false;
        await WriteAsync("c");
        Assert.Equal($"a{new string('b', 10_000)}c", await ReceivedAsync());

        await WriteAsync("d");
        Assert.Equal("d", await ReceivedAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_Large_AdvancesAsItIsTaken(bool isHeldBefore)
    {
        var sent = Enumerable.Range(0, 1_000_000).Select(static i => (byte)(i * 31)).ToArray();
        var start = 0;
        if (isHeldBefore)
        {
            start = 1_000;
            _stream.HoldsWrites = true;
            await _stream.WriteAsync(sent.AsMemory(0, start));
            _stream.HoldsWrites = false;
        }

        var write = _stream.WriteAsync(sent.AsMemory(start)).AsTask();
        var received = new List<byte>();
        while (received.Count < sent.Length)
        {
            received.AddRange(Encoding.Latin1.GetBytes(await ReceivedAsync(Encoding.Latin1)));

            // No part arrives before it is counted.
            Assert.InRange(received.Count, 1, _stream.WriteCount * 64 * 1024);
        }

        await write.DefaultTimeout();
        Assert.Equal(sent, received);
        Assert.Equal(16, _stream.WriteCount);
    }

    private async Task WriteAsync(string text) => await _stream.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask().DefaultTimeout();

    private async Task<string> ReceivedAsync(Encoding? encoding = null)
    {
        var result = await _outgoing.Reader.ReadAsync().AsTask().DefaultTimeout();
        var text = (encoding ?? Encoding.UTF8).GetString(result.Buffer);
        _outgoing.Reader.AdvanceTo(result.Buffer.End);
        return text;
    }

    private sealed class CountingContext : SynchronizationContext
    {
        public int Posts { get; private set; }

        public override void Post(SendOrPostCallback d, object? state)
        {
            Posts++;
            base.Post(d, state);
        }
    }
}
