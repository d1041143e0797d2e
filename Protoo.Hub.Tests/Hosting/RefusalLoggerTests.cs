using Microsoft.Extensions.Logging;
using Protoo.Hosting;

namespace Protoo.Tests.Hosting;

public sealed class RefusalLoggerTests
{
    private static readonly ProtooException s_refusal = new(403, "no");

    [Theory]
    [InlineData(LogLevel.Debug, 1)]
    [InlineData(LogLevel.Information, 0)]
    public void Log_ProtooException_IsWrittenWhereDebugIs(LogLevel minimum, int count)
    {
        using var log = new LogSink(minimum);
        using var factory = new RefusalLoggerFactory(LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(log)));
        var logger = factory.CreateLogger<RefusalLoggerTests>();

        logger.LogError(s_refusal, "refused");

        Assert.Equal(count, log.Entries.Count);
        Assert.All(log.Entries, static entry => Assert.Equal((LogLevel.Debug, typeof(RefusalLoggerTests).FullName), (entry.Level, entry.Category)));
    }

    [Fact]
    public void Log_LowerThanDebug_StaysThere()
    {
        using var log = new LogSink(LogLevel.Trace);
        using var factory = new RefusalLoggerFactory(LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(log)));

        factory.CreateLogger("x").LogTrace(s_refusal, "refused");

        Assert.Equal(LogLevel.Trace, Assert.Single(log.Entries).Level);
    }
}
