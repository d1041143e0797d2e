using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Protoo.Transports;

namespace Protoo.Tests.Transports;

/// <summary>The invocations of a SignalR client whose messages cannot be counted one by one, as in a binary protocol.</summary>
public sealed class InvocationLineTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly WaitsTimeProvider _time = new();

    [Fact]
    public async Task TooFast_TheyBeginInOrder_AsFastAsTheyMay()
    {
        var line = Create();
        Assert.True(line.TryBegin());
        Assert.False(line.TryBegin());
        var begun = new List<int>();
        var first = BeginAsync(line, begun, 1);
        Assert.False(line.TryBegin());
        var second = BeginAsync(line, begun, 2);
        await _time.PassAsync(s_second);
        Assert.True(await first.DefaultTimeout());
        await _time.PassAsync(s_second);
        Assert.True(await second.DefaultTimeout());
        Assert.Equal([1, 2], begun);
    }

    [Fact]
    public async Task TooFastForTooLong_TheClientMustBeClosed()
    {
        var line = Create();
        Assert.True(line.TryBegin());
        Task<bool>[] waiting = [.. Enumerable.Range(0, 20).Select(i => BeginAsync(line, [], i))];
        foreach (var wait in waiting[..10])
        {
            await _time.PassAsync(s_second);
            Assert.True(await wait.DefaultTimeout());
        }

        Assert.All(await Task.WhenAll(waiting[10..]).DefaultTimeout(), static mayBegin => Assert.False(mayBegin));
    }

    private static async Task<bool> BeginAsync(InvocationLine line, List<int> begun, int number)
    {
        var mayBegin = await line.EnterAsync();
        begun.Add(number);
        line.Leave();
        return mayBegin;
    }

    private InvocationLine Create()
    {
        var options = new ProtooOptions { MaximumMessagesPerSecond = 1, MaximumBytesPerSecond = int.MaxValue };
        var limits = new RateLimits(options, TestMeters.CreateProtooMetrics(), _time, NullLogger.Instance);
        return new InvocationLine(null, new ReceiveRate(limits, "c", IPAddress.Parse("203.0.113.1")));
    }
}
