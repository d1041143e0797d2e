using System.Globalization;
using Protoo.Transports;

namespace Protoo.Tests.Transports;

/// <summary>The numbers of the requests to one native client.</summary>
public sealed class PendingInvocationsTests
{
    private const int LargestNumber = 10_000_000;

    [Fact]
    public void Add_CountsFromOne()
    {
        var pending = new PendingInvocations(static _ => true);
        Assert.Equal([1, 2, 3], [pending.Add("a"), pending.Add("b"), pending.Add("c")]);
    }

    [Fact]
    public void TryTake_GivesEachInvocationOnce()
    {
        var pending = new PendingInvocations(static _ => true);
        var (a, b) = (pending.Add("a"), pending.Add("b"));
        Assert.True(pending.TryTake(b, out var id));
        Assert.Equal("b", id);
        Assert.False(pending.TryTake(b, out _));
        Assert.True(pending.TryTake(a, out id));
        Assert.Equal("a", id);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(int.MaxValue)]
    public void TryTake_NumberThatWasNotGiven_IsNone(int number)
    {
        var pending = new PendingInvocations(static _ => true);
        pending.Add("a");
        Assert.False(pending.TryTake(number, out _));
    }

    [Fact]
    public void Add_AfterTheLargestNumber_BeginsAgainPastThosePending()
    {
        var pending = new PendingInvocations(static _ => true);
        Assert.Equal((1, 2), (pending.Add("first"), pending.Add("second")));
        for (var expected = 3; expected <= LargestNumber; expected++)
        {
            var number = pending.Add("x");
            if (number != expected || (number != LargestNumber && !pending.TryTake(number, out _)))
            {
                Assert.Fail($"{number} came for {expected}.");
            }
        }

        // 1, 2 and the largest number are still pending.
        Assert.Equal(3, pending.Add("third"));
        Assert.True(pending.TryTake(1, out var id));
        Assert.Equal("first", id);
        Assert.Equal(4, pending.Add("fourth"));
        Assert.True(pending.TryTake(LargestNumber, out _));
    }

    [Fact]
    public void Add_ManyPending_ForgetsThoseThatNobodyWaitsFor()
    {
        var waiting = new HashSet<string>(StringComparer.Ordinal);
        var pending = new PendingInvocations(waiting.Contains);
        var numbers = new Dictionary<string, int>();
        for (var i = 0; i < 10_000; i++)
        {
            var id = i.ToString(CultureInfo.InvariantCulture);
            if (i % 100 == 0)
            {
                waiting.Add(id);
            }

            numbers.Add(id, pending.Add(id));
        }

        // What is awaited is never forgotten; of the rest, at most a multiple of that is kept.
        Assert.All(waiting, id => Assert.True(pending.TryTake(numbers[id], out var taken) && taken == id));
        var left = numbers.Count(number => pending.TryTake(number.Value, out _));
        Assert.InRange(left, 0, 1_000);
    }

    [Fact]
    public void Add_AllAreWaitedFor_ForgetsNone()
    {
        var pending = new PendingInvocations(static _ => true);
        var numbers = Enumerable.Range(0, 1_000).Select(i => pending.Add($"{i}")).ToArray();
        Assert.Equal(1_000, numbers.Distinct().Count());
        Assert.All(numbers, number => Assert.True(pending.TryTake(number, out _)));
    }

    [Fact]
    public void AddAndTake_OnManyThreads_NoNumberIsGivenTwice()
    {
        var pending = new PendingInvocations(static _ => true);
        Parallel.For(0, 20_000, i =>
        {
            var id = i.ToString(CultureInfo.InvariantCulture);
            var number = pending.Add(id);
            Assert.True(pending.TryTake(number, out var taken));
            Assert.Equal(id, taken);
        });
    }
}
