using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
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
        var log = FakeLogCollector.From(minimum);
        using var factory = new RefusalLoggerFactory(LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(new FakeLoggerProvider(log))));
        var logger = factory.CreateLogger<RefusalLoggerTests>();

        logger.LogError(s_refusal, "refused");

        Assert.Equal(count, log.Count);
        Assert.All(log.GetSnapshot(), static entry => Assert.Equal((LogLevel.Debug, typeof(RefusalLoggerTests).FullName), (entry.Level, entry.Category)));
    }

    [Fact]
    public void Log_LowerThanDebug_StaysThere()
    {
        var log = FakeLogCollector.From(LogLevel.Trace);
        using var factory = new RefusalLoggerFactory(LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(new FakeLoggerProvider(log))));

        factory.CreateLogger("x").LogTrace(s_refusal, "refused");

        Assert.Equal(LogLevel.Trace, Assert.Single(log.GetSnapshot()).Level);
    }
}
