using Protoo.Transports;

namespace Protoo.Tests.Transports;

public sealed class BacklogTests
{
    [Fact]
    public void Messages_ComeInTheirOrder_AndAreCounted()
    {
        var backlog = default(Backlog);
        var random = new Random(7);
        var (enqueued, dequeued, bytes) = (0, 0, 0L);
        for (var i = 0; i < 10_000; i++)
        {
            if (random.Next(2) == 0 || enqueued - dequeued > 100)
            {
                var isThere = backlog.TryDequeue(out var message);
                Assert.Equal(dequeued < enqueued, isThere);
                if (isThere)
                {
                    Assert.Equal(Length(dequeued++), message.Text.Length);
                    bytes -= message.Text.Length;
                }
            }
            else
            {
                var message = new OutgoingMessage(new byte[Length(enqueued++)], null);
                bytes += message.Text.Length;
                backlog.Enqueue(message);
            }

            Assert.Equal(bytes, backlog.Bytes);
            Assert.Equal(enqueued == dequeued, backlog.IsEmpty);
        }
    }

    [Fact]
    public void OneMessageAtATime_AllocatesNothing()
    {
        var backlog = default(Backlog);
        var message = new OutgoingMessage(new byte[1], null);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            backlog.Enqueue(message);
            _ = backlog.TryDequeue(out _);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static int Length(int number) => (number % 97) + 1;
}
