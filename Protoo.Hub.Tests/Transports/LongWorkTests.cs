using Protoo.Transports;

namespace Protoo.Tests.Transports;

/// <summary>How long work takes turns.</summary>
public sealed class LongWorkTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task ManyAtATime_NeverMoreThanAllowed_AndAllGetTheirTurn(int atOnce)
    {
        var work = new LongWork(atOnce);
        var (running, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => RunAsync())).DefaultTimeout();
        Assert.InRange(most, 1, atOnce);

        async Task RunAsync()
        {
            await work.WaitAsync();
            InterlockedMax(ref most, Interlocked.Increment(ref running));
            Thread.SpinWait(10_000);
            Interlocked.Decrement(ref running);
        }
    }

    [Fact]
    public async Task HolderWaits_TheNextGetsItsTurn()
    {
        var work = new LongWork(1);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = HoldAsync();
        await TakeTurnAsync().DefaultTimeout();
        Assert.False(first.IsCompleted);
        release.SetResult();
        await first.DefaultTimeout();

        async Task HoldAsync()
        {
            await work.WaitAsync();
            await release.Task;
        }

        async Task TakeTurnAsync() => await work.WaitAsync();
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
