using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Protoo.Transports;

namespace Protoo.Tests.Transports;

/// <summary>What SignalR gets to read of a client whose rate is limited.</summary>
public sealed class RateLimitedPipeReaderTests
{
    private readonly Pipe _pipe = new();
    private readonly WaitsTimeProvider _time = new();

    [Fact]
    public async Task CanceledRead_OfNothing_IsFollowedByTheNext()
    {
        var reader = Create(messagesPerSecond: 10);
        reader.CancelPendingRead();
        var canceled = await reader.ReadAsync().AsTask().DefaultTimeout();
        Assert.True(canceled.IsCanceled);
        reader.AdvanceTo(canceled.Buffer.Start, canceled.Buffer.End);
        await _pipe.Writer.WriteAsync("1\u001e2\u001e"u8.ToArray()).AsTask().DefaultTimeout();
        Assert.Equal("1\u001e2\u001e", await ReadAsync(reader));
    }

    [Fact]
    public async Task CanceledWait_LosesNothing()
    {
        var reader = Create(messagesPerSecond: 1);
        await _pipe.Writer.WriteAsync("1\u001e2\u001e3"u8.ToArray()).AsTask().DefaultTimeout();
        Assert.Equal("1\u001e", await ReadAsync(reader));
        var read = reader.ReadAsync().AsTask();
        Assert.False(read.IsCompleted);
        reader.CancelPendingRead();
        var canceled = await read.DefaultTimeout();
        Assert.True(canceled.IsCanceled);
        reader.AdvanceTo(canceled.Buffer.Start, canceled.Buffer.End);
        _time.Advance(TimeSpan.FromSeconds(1));

        // The transport's own reader was canceled as well.
        canceled = await reader.ReadAsync().AsTask().DefaultTimeout();
        reader.AdvanceTo(canceled.Buffer.Start, canceled.Buffer.Start);
        Assert.True(canceled.IsCanceled);
        Assert.Equal("2\u001e3", await ReadAsync(reader));
    }

    private static async Task<string> ReadAsync(PipeReader reader)
    {
        var result = await reader.ReadAsync().AsTask().DefaultTimeout();
        var text = Encoding.UTF8.GetString(result.Buffer);
        reader.AdvanceTo(result.Buffer.End);
        return text;
    }

    private RateLimitedPipeReader Create(int messagesPerSecond)
    {
        var options = new ProtooOptions { MaximumMessagesPerSecond = messagesPerSecond, MaximumBytesPerSecond = int.MaxValue };
        var limits = new RateLimits(options, TestMeters.CreateProtooMetrics(), _time, NullLogger.Instance);
        var rate = new ReceiveRate(limits, "c", IPAddress.Parse("203.0.113.1"));
        return new RateLimitedPipeReader(_pipe.Reader, rate, countsMessages: true, static () => { });
    }
}
