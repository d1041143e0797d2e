using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Protoo.Transports;

namespace Protoo.Tests.Transports;

/// <summary>When a client is held back, and when it is closed.</summary>
public sealed class ReceiveRateTests
{
    private static readonly TimeSpan s_tenth = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogCollector _log = FakeLogCollector.From(LogLevel.Information);

    [Fact]
    public async Task Messages_AsManyAtOnceAsPerSecond_ThenOneByOne()
    {
        var rate = Create(messages: 10);
        Read(rate, 10);
        Assert.False(rate.IsFree);
        var wait = rate.WaitAsync().AsTask();
        _time.Advance(s_tenth - TimeSpan.FromMilliseconds(1));
        Assert.False(wait.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(await wait.DefaultTimeout());
        Read(rate, 1);
        Assert.False(rate.IsFree);
    }

    // Small limits leave a second's worth, large ones a tenth of that.
    [Theory]
    [InlineData(10, 10)]
    [InlineData(100, 100)]
    [InlineData(500, 100)]
    [InlineData(1_000, 100)]
    [InlineData(10_000, 1_000)]
    public void Messages_AtOnce(int perSecond, int atOnce)
    {
        var rate = Create(messages: perSecond);
        Read(rate, atOnce);
        Assert.False(rate.IsFree);
        for (var i = 0; i < 20; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(51));
            Read(rate, perSecond / 20);
        }
    }

    [Theory]
    [InlineData(1_000, 1_000)]
    [InlineData(1024 * 1024, 256 * 1024)]
    [InlineData(4 * 1024 * 1024, 4 * 1024 * 1024 / 10)]
    public void Bytes_AtOnce(int perSecond, int atOnce)
    {
        var rate = Create(bytes: perSecond);
        Read(rate, 1, atOnce);
        Assert.True(rate.IsFree);
        rate.Add(1, perSecond / 10);
        Assert.False(rate.IsFree);
        _time.Advance(s_tenth);
        Assert.True(rate.IsFree);
    }

    [Fact]
    public void Messages_AfterARest_NoMoreThanPerSecond()
    {
        var rate = Create(messages: 10);
        _time.Advance(TimeSpan.FromMinutes(1));
        Read(rate, 10);
        Assert.False(rate.IsFree);
        _time.Advance(TimeSpan.FromSeconds(1));
        Read(rate, 10);
        Assert.False(rate.IsFree);
    }

    [Fact]
    public async Task Bytes_OfAMessageAreOwed_AndTheNextWaitsForThem()
    {
        var rate = Create(bytes: 1_000);
        Read(rate, 1, bytes: 1_000);
        Assert.True(rate.IsFree);
        Read(rate, 1, bytes: 3_000);
        var wait = rate.WaitAsync().AsTask();
        _time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(wait.IsCompleted);
        _time.Advance(s_tenth);
        Assert.True(await wait.DefaultTimeout());
    }

    [Fact]
    public async Task TooFastForTenSeconds_IsClosed()
    {
        var rate = Create(messages: 10);
        Read(rate, 10);
        for (var i = 0; i < 100; i++)
        {
            var wait = rate.WaitAsync().AsTask();
            _time.Advance(s_tenth);
            Assert.True(await wait.DefaultTimeout());
            Read(rate, 1);
        }

        Assert.False(await rate.WaitAsync());
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(rate.IsFree || await rate.WaitAsync());
        Assert.Equal(
            [
                "Connection c from 203.0.113.1 sends faster than messages_per_second allows: its messages wait.",
                "Closes connection c from 203.0.113.1, which has sent faster than messages_per_second allows for 00:00:10.",
            ],
            _log.GetSnapshot().Select(static record => record.Message));
    }

    [Fact]
    public async Task PauseOfASecond_TheTenSecondsBeginAnew()
    {
        var rate = Create(messages: 10);
        Read(rate, 10);
        for (var second = 0; second < 30; second++)
        {
            for (var i = 0; i < 10; i++)
            {
                var wait = rate.WaitAsync().AsTask();
                _time.Advance(s_tenth);
                Assert.True(await wait.DefaultTimeout());
                Read(rate, 1);
            }

            if (second % 9 == 8)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                Read(rate, 10);
            }
        }

        Assert.Equal(["Held", "Held", "Held", "Held"], _log.GetSnapshot().Select(static record => record.Id.Name));
    }

    [Fact]
    public void SlowerThanTheLimit_AfterABurst_IsNotHeld()
    {
        var rate = Create(messages: 10);
        Read(rate, 10);
        for (var i = 0; i < 1_000; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(101));
            Read(rate, 1);
        }

        Assert.Empty(_log.GetSnapshot());
    }

    [Fact]
    public async Task OneMessageThatOwesMoreThanTenSeconds_IsClosedThen()
    {
        var rate = Create(bytes: 10);
        Read(rate, 1, bytes: 1_000);
        var wait = rate.WaitAsync().AsTask();
        _time.Advance(TimeSpan.FromSeconds(9.999));
        Assert.False(wait.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(await wait.DefaultTimeout());
    }

    private static void Read(ReceiveRate rate, int count, long bytes = 0)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.True(rate.IsFree);
            rate.Add(1, bytes);
        }
    }

    private ReceiveRate Create(int messages = int.MaxValue, int bytes = int.MaxValue)
    {
        var metrics = TestMeters.CreateProtooMetrics();
        var options = new ProtooOptions { MaximumMessagesPerSecond = messages, MaximumBytesPerSecond = bytes };
        return new ReceiveRate(new RateLimits(options, metrics, _time, new FakeLogger(_log)), "c", IPAddress.Parse("203.0.113.1"));
    }
}
