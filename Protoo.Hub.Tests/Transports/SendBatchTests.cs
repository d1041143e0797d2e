using System.IO.Pipelines;
using System.Text;
using Protoo.Transports;

namespace Protoo.Tests.Transports;

/// <summary>What a thread sends in a batch leaves together at its end; nothing else waits for that.</summary>
public sealed class SendBatchTests
{
    private const int MostHeld = 16 * 1024;

    private readonly ControlledMessageWriter _writer = new(1 << 20);

    [Fact]
    public void Close_SendsWhatIsHeld_InOrder_AllButTheLastWithMore()
    {
        using (SendBatch.Open())
        {
            Write("a", "b", "c");
            Assert.Empty(Sent());
        }

        Assert.Equal(["a", "b", "c"], Sent());
        Assert.Equal([true, true, false], _writer.HadMore);
        Assert.Null(SendBatch.Current);
        Write("d");
        Assert.Equal(["d"], Sent());
        Assert.False(_writer.HadMore[^1]);
    }

    [Fact]
    public void Open_Twice_EachSendsItsOwn_AndWhatCameBefore()
    {
        using (SendBatch.Open())
        {
            Write("a");
            using (SendBatch.Open())
            {
                Write("b");
                Assert.Empty(Sent());
            }

            Assert.Equal(["a", "b"], Sent());
            Write("c");
            Assert.Empty(Sent());
        }

        Assert.Equal(["c"], Sent());
    }

    [Fact]
    public void Open_ForAnswers_HoldsNothingElse()
    {
        using (SendBatch.Open(isForAnswers: true))
        {
            Write("?a");
            Assert.Empty(Sent());
            Write("b");
            Assert.Equal(["?a", "b"], Sent());
            Write("?c");
            using (SendBatch.Open())
            {
                Write("d");
                Assert.Empty(Sent());
            }

            Assert.Equal(["?c", "d"], Sent());
            Write("?e");
        }

        Assert.Equal(["?e"], Sent());
    }

    [Fact]
    public void SeveralWriters_EachSendsItsOwn()
    {
        var others = Enumerable.Range(0, 2000).Select(static _ => new ControlledMessageWriter()).ToArray();
        for (var round = 0; round < 2; round++)
        {
            using (SendBatch.Open())
            {
                foreach (var other in others)
                {
                    AssertDone(other.WriteAsync("x"u8.ToArray()));
                }

                Write("a");
                Assert.All(others, static other => Assert.Empty(other.TakeSent()));
            }

            Assert.Equal(["a"], Sent());
            Assert.All(others, static other => Assert.Single(other.TakeSent()));
        }
    }

    [Fact]
    public void UrgentMessage_TakesAlongWhatIsHeld()
    {
        using (SendBatch.Open())
        {
            Write("a", "b", "!");
            Assert.Equal(["a", "b", "!"], Sent());
            Write("c");
            Assert.Empty(Sent());
        }

        Assert.Equal(["c"], Sent());
    }

    [Fact]
    public void MoreThanABatchHolds_IsSentAtOnce()
    {
        using (SendBatch.Open())
        {
            Write(new string('a', MostHeld - 1), "b");
            Assert.Empty(Sent());
            Write("c");
            Assert.Equal([MostHeld - 1, 1, 1], Sent().Select(static message => message.Length));
            Write(new string('d', MostHeld + 1));
            Assert.Single(Sent());
        }

        Assert.Empty(Sent());
    }

    [Fact]
    public void SmallBacklog_HoldsNoMoreThanThat()
    {
        var writer = new ControlledMessageWriter(maximumBacklog: 10);
        using (SendBatch.Open())
        {
            for (var i = 0; i < 100; i++)
            {
                AssertDone(writer.WriteAsync("123456"u8.ToArray()));
            }
        }

        Assert.Equal(100, writer.TakeSent().Count);
        Assert.Equal(0, writer.BacklogExceeded);
    }

    [Fact]
    public async Task AnotherThread_DoesNotWait_AndKeepsTheOrder()
    {
        var sent = Task.CompletedTask;
        Hold();
        await sent.DefaultTimeout();

        void Hold()
        {
            using (SendBatch.Open())
            {
                Write("a");
                sent = OnAnotherThread(() => Write("b"));
                Assert.Equal(["a", "b"], Sent());

                // A batch on that thread ends there, not with this one.
                Write("c");
                OnAnotherThread(() =>
                {
                    using (SendBatch.Open())
                    {
                        Write("d");
                        Assert.Empty(Sent());
                    }
                });
                Assert.Equal(["c", "d"], Sent());
                Write("e");
                Assert.Empty(Sent());
            }

            Assert.Equal(["e"], Sent());
        }
    }

    [Fact]
    public async Task DrainAsync_InABatch_SendsWhatIsHeld()
    {
        var drained = Task.CompletedTask;
        using (SendBatch.Open())
        {
            Write("a");
            _writer.Complete();
            drained = _writer.DrainAsync();
            Assert.Equal(["a"], Sent());
        }

        await drained.DefaultTimeout();
        Assert.Empty(Sent());
    }

    [Fact]
    public async Task Close_SomethingIsBeingSent_WhatIsHeldFollows()
    {
        _writer.HoldsSends = true;
        Write("a");
        using (SendBatch.Open())
        {
            Write("b");
        }

        foreach (var expected in (string[])["a", "b"])
        {
            var (_, copy, send) = await _writer.NextAsync();
            Assert.Equal(expected, Encoding.UTF8.GetString(copy));
            Assert.Empty(Sent());
            send.SetResult();
        }

        await _writer.DrainAsync().DefaultTimeout();
    }

    [Fact]
    public void Close_SendFails_TheOthersAreSent()
    {
        var broken = new ControlledMessageWriter { OnSend = static _ => throw new IOException("broken") };
        using (SendBatch.Open())
        {
            AssertDone(broken.WriteAsync("x"u8.ToArray()));
            Write("a");
        }

        Assert.Equal(["a"], Sent());
        Assert.Equal(1, broken.SendFailed);
    }

    private static void AssertDone(ValueTask<FlushResult> flush) => Assert.True(flush.IsCompletedSuccessfully);

    private static Task OnAnotherThread(Action action)
    {
        var task = Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.True(task.Wait(TimeSpan.FromSeconds(30), CancellationToken.None));
        return task;
    }

    private void Write(params string[] messages)
    {
        foreach (var message in messages)
        {
            AssertDone(_writer.WriteAsync(Encoding.UTF8.GetBytes(message)));
        }
    }

    private IEnumerable<string> Sent() => [.. _writer.TakeSent().Select(Encoding.UTF8.GetString)];
}
