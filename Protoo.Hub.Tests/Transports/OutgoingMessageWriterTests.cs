using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Protoo.Tests.Transports;

/// <summary>One flush is one message, a flush never waits, and a client is dropped when far too much waits for it.</summary>
public sealed class OutgoingMessageWriterTests
{
    private readonly ControlledMessageWriter _writer = new(maximumBacklog: 10);

    [Fact]
    public void WriteAsync_Idle_SendsTheSameMemoryAtOnce()
    {
        ReadOnlyMemory<byte> message = Bytes("message");
        ReadOnlyMemory<byte> sent = default;
        _writer.OnSend = memory =>
        {
            sent = memory;
            return default;
        };

        AssertDone(_writer.WriteAsync(message));
        Assert.True(sent.Equals(message));
    }

    [Fact]
    public void FlushAsync_Idle_SendsWhatWasWrittenAsOneMessage()
    {
        _writer.Write(Bytes("one "));
        _writer.Write(Bytes("message"));
        Assert.Equal((true, 11), (_writer.CanGetUnflushedBytes, _writer.UnflushedBytes));
        Assert.Empty(_writer.TakeSent());

        AssertDone(_writer.FlushAsync());
        Assert.Equal(["one message"], Sent());
        Assert.Equal(0, _writer.UnflushedBytes);
    }

    [Fact]
    public void FlushAsync_NothingWritten_SendsNothing()
    {
        AssertDone(_writer.FlushAsync());
        _ = _writer.GetMemory(100);
        AssertDone(_writer.FlushAsync());
        Assert.Empty(_writer.TakeSent());
    }

    [Fact]
    public void WriteAsync_SomethingIsUnflushed_SendsThatFirst()
    {
        _writer.Write(Bytes("first"));
        AssertDone(_writer.WriteAsync(Bytes("second")));
        Assert.Equal(["first", "second"], Sent());
    }

    [Fact]
    public void Discard_TakesBackWhatIsUnflushed()
    {
        _writer.Write(Bytes("wrong"));
        _writer.Discard();
        _writer.Write(Bytes("right"));
        AssertDone(_writer.FlushAsync());
        Assert.Equal(["right"], Sent());
    }

    [Fact]
    public void Advance_MoreThanThereIs_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _writer.Advance(1));
        var length = _writer.GetMemory(10).Length;
        Assert.Throws<ArgumentOutOfRangeException>(() => _writer.Advance(length + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _writer.Advance(-1));
        _writer.Advance(length);
        Assert.Throws<ArgumentOutOfRangeException>(() => _writer.Advance(1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(7_919)]
    public void Write_LongMessageInPieces_IsWhole(int piece)
    {
        var message = Enumerable.Range(0, 100_000).Select(static i => (byte)(i * 31)).ToArray();
        for (var start = 0; start < message.Length; start += piece)
        {
            var part = message.AsSpan(start, Math.Min(piece, message.Length - start));
            var memory = _writer.GetMemory(part.Length);
            Assert.True(memory.Length >= part.Length);
            part.CopyTo(start % 2 == 0 ? memory.Span : _writer.GetSpan(part.Length));
            _writer.Advance(part.Length);
        }

        AssertDone(_writer.FlushAsync());
        Assert.Equal(message, Assert.Single(_writer.TakeSent()));
    }

    [Fact]
    public async Task Send_IsPending_FlushDoesNotWaitAndOrderIsKept()
    {
        _writer.HoldsSends = true;
        AssertDone(_writer.WriteAsync(Bytes("a")));
        AssertDone(_writer.WriteAsync(Bytes("b")));
        _writer.Write(Bytes("c"));
        AssertDone(_writer.FlushAsync());
        _writer.Write(Bytes("d"));
        AssertDone(_writer.WriteAsync(Bytes("e")));

        var drained = _writer.DrainAsync();
        foreach (var expected in (string[])["a", "b", "c", "d", "e"])
        {
            Assert.False(drained.IsCompleted);
            var (_, copy, send) = await _writer.NextAsync();
            Assert.Equal(expected, Text(copy));
            Assert.Empty(_writer.TakeSent());
            send.SetResult();
        }

        await drained.DefaultTimeout();
        Assert.Equal((0, 0, 0), (_writer.Overlaps, _writer.BacklogExceeded, _writer.SendFailed));

        // Idle again: no more waiting.
        _writer.HoldsSends = false;
        AssertDone(_writer.WriteAsync(Bytes("f")));
        Assert.Equal(["f"], Sent());
    }

    [Fact]
    public async Task Send_IsPending_BufferIsNotUsedAgain()
    {
        _writer.HoldsSends = true;
        _writer.Write(Bytes("first"));
        AssertDone(_writer.FlushAsync());
        var (message, copy, send) = await _writer.NextAsync();
        for (var i = 0; i < 10; i++)
        {
            _writer.Write(Bytes("x"));
            AssertDone(_writer.FlushAsync());
        }

        Assert.Equal(copy, message.ToArray());
        send.SetResult();
        for (var i = 0; i < 10; i++)
        {
            (_, copy, send) = await _writer.NextAsync();
            Assert.Equal("x", Text(copy));
            send.SetResult();
        }
    }

    [Fact]
    public async Task Backlog_UpToEightTimesTheBound_IsSent()
    {
        _writer.HoldsSends = true;

        // A message being sent does not count, whatever its length.
        AssertDone(_writer.WriteAsync(Bytes("a message that is longer than the bound")));
        for (var i = 0; i < 8; i++)
        {
            AssertDone(_writer.WriteAsync(Bytes("1234567890")));
        }

        // A sent message makes room.
        (await _writer.NextAsync()).Send.SetResult();
        var (_, _, next) = await _writer.NextAsync();
        AssertDone(_writer.WriteAsync(Bytes("abcdefghij")));
        Assert.Equal(0, _writer.BacklogExceeded);
        AssertDone(_writer.WriteAsync(Bytes("!")));
        Assert.Equal(1, _writer.BacklogExceeded);

        _writer.HoldsSends = false;
        next.SetResult();
        await _writer.DrainAsync().DefaultTimeout();
        Assert.Equal([.. Enumerable.Repeat("1234567890", 7), "abcdefghij"], Sent());
    }

    [Fact]
    public async Task Backlog_OverEightTimesTheBound_DropsOnceAndTakesNoMore()
    {
        _writer.HoldsSends = true;
        AssertDone(_writer.WriteAsync(Bytes("a")));
        AssertDone(_writer.WriteAsync(Bytes("1234567890")));
        AssertDone(_writer.WriteAsync(new byte[71]));
        Assert.Equal(1, _writer.BacklogExceeded);
        _writer.Write(Bytes("y"));
        AssertDone(_writer.FlushAsync());
        AssertDone(_writer.WriteAsync(Bytes("z")));
        Assert.Equal(1, _writer.BacklogExceeded);

        _writer.HoldsSends = false;
        (await _writer.NextAsync()).Send.SetResult();
        await _writer.DrainAsync().DefaultTimeout();
        Assert.Equal(["1234567890"], Sent());
        AssertDone(_writer.WriteAsync(Bytes("late")));
        Assert.Empty(_writer.TakeSent());
        Assert.Equal((1, 0), (_writer.BacklogExceeded, _writer.SendFailed));
    }

    [Fact]
    public async Task Backlog_LongerThanOneWriteShouldBe_LeavesInSeveral()
    {
        var writer = new ControlledMessageWriter(long.MaxValue) { HoldsSends = true };
        var size = 30_000;
        for (var i = 0; i < 6; i++)
        {
            AssertDone(writer.WriteAsync(new byte[size]));
        }

        writer.HoldsSends = false;
        (await writer.NextAsync()).Send.SetResult();
        await writer.DrainAsync().DefaultTimeout();
        Assert.Equal([false, true, false, true, false, false], writer.HadMore);
    }

    [Fact]
    public void Complete_Idle_NothingIsSentAnyMore()
    {
        _writer.Write(Bytes("unflushed"));
        _writer.Complete();
        AssertDone(_writer.FlushAsync());
        AssertDone(_writer.WriteAsync(Bytes("late")));
        Assert.Empty(_writer.TakeSent());
        Assert.True(_writer.DrainAsync().IsCompletedSuccessfully);
        Assert.Equal((0, 0), (_writer.BacklogExceeded, _writer.SendFailed));
    }

    [Fact]
    public async Task Complete_SomethingWaits_ThatIsStillSent()
    {
        _writer.HoldsSends = true;
        AssertDone(_writer.WriteAsync(Bytes("a")));
        AssertDone(_writer.WriteAsync(Bytes("b")));
        _writer.Complete();
        AssertDone(_writer.WriteAsync(Bytes("much that comes too late")));
        var drained = _writer.DrainAsync();
        Assert.False(drained.IsCompleted);

        _writer.HoldsSends = false;
        (await _writer.NextAsync()).Send.SetResult();
        await drained.DefaultTimeout();
        Assert.Equal(["b"], Sent());
        Assert.Equal(0, _writer.BacklogExceeded);
    }

    [Fact]
    public void DrainAsync_Idle_IsComplete()
    {
        Assert.True(_writer.DrainAsync().IsCompletedSuccessfully);
        AssertDone(_writer.WriteAsync(Bytes("a")));
        Assert.True(_writer.DrainAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task DrainAsync_Twice_BothComplete()
    {
        _writer.HoldsSends = true;
        AssertDone(_writer.WriteAsync(Bytes("a")));
        var (first, second) = (_writer.DrainAsync(), _writer.DrainAsync());
        (await _writer.NextAsync()).Send.SetResult();
        await Task.WhenAll(first, second).DefaultTimeout();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_FailsAtOnce_TellsAndTakesNoMore(bool throws)
    {
        var failure = new IOException("broken");
        _writer.OnSend = _ => throws ? throw failure : ValueTask.FromException(failure);
        AssertDone(_writer.WriteAsync(Bytes("a")));
        await _writer.Failed.DefaultTimeout();
        Assert.Equal((1, failure), (_writer.SendFailed, _writer.SendException));

        _writer.OnSend = null;
        _ = _writer.TakeSent();
        AssertDone(_writer.WriteAsync(Bytes("b")));
        Assert.Empty(_writer.TakeSent());
        Assert.Equal((1, 0), (_writer.SendFailed, _writer.BacklogExceeded));
    }

    [Fact]
    public async Task Send_FailsLater_WhatWaitsIsNotSent()
    {
        _writer.HoldsSends = true;
        AssertDone(_writer.WriteAsync(Bytes("a")));
        AssertDone(_writer.WriteAsync(Bytes("b")));
        var drained = _writer.DrainAsync();
        var failure = new IOException("broken");
        (await _writer.NextAsync()).Send.SetException(failure);

        await drained.DefaultTimeout();

        // The drain may end just before the failure is reported.
        await _writer.Failed.DefaultTimeout();
        Assert.Same(failure, _writer.SendException);
        AssertDone(_writer.WriteAsync(Bytes("c")));
        Assert.Empty(_writer.TakeSent());
        Assert.True(_writer.DrainAsync().IsCompletedSuccessfully);
        Assert.Equal(0, _writer.BacklogExceeded);
    }

    [Fact]
    public async Task Write_OnManyThreads_EachMessageIsWholeAndTheOrderOfEachIsKept()
    {
        const int Writers = 8;
        const int Messages = 2_000;
        var writer = new ControlledMessageWriter(long.MaxValue) { OnSend = SendNowOrLater };
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(id => Task.Run(() =>
        {
            for (var i = 0; i < Messages; i++)
            {
                AssertDone(writer.WriteAsync(Bytes($"{id}:{i}:{new string((char)('a' + id), 50)}")));
            }
        }))).DefaultTimeout();
        await writer.DrainAsync().DefaultTimeout();

        var next = new int[Writers];
        foreach (var message in writer.TakeSent().Select(Text))
        {
            var parts = message.Split(':');
            var id = int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal($"{id}:{next[id]++}:{new string((char)('a' + id), 50)}", message);
        }

        Assert.All(next, static count => Assert.Equal(Messages, count));
        Assert.Equal((0, 0, 0), (writer.Overlaps, writer.BacklogExceeded, writer.SendFailed));

        static async ValueTask SendNowOrLater(ReadOnlyMemory<byte> message)
        {
            if (message.Length % 2 == 0)
            {
                await Task.Yield();
            }
        }
    }

    private static void AssertDone(ValueTask<FlushResult> flush)
    {
        Assert.True(flush.IsCompletedSuccessfully);
#pragma warning disable xUnit1031 // It is complete.
        var result = flush.Result;
#pragma warning restore xUnit1031
        Assert.Equal((false, false), (result.IsCanceled, result.IsCompleted));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private IEnumerable<string> Sent() => _writer.TakeSent().Select(Text);
}
