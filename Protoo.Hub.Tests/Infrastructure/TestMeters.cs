using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Protoo.Clustering.Redis;

namespace Protoo.Tests.Infrastructure;

/// <summary>Creates what measures, for tests without a server. Each has a meter of its own.</summary>
internal static class TestMeters
{
    public static ProtooMetrics CreateProtooMetrics() => new(CreateFactory());

    public static RedisMetrics CreateRedisMetrics() => new(CreateFactory());

    private static IMeterFactory CreateFactory() => new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
}
