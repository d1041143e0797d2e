using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Protoo.Clustering;
using Protoo.Tests.Rooms;

namespace Protoo.Tests.PublicSurface;

public sealed class ReadinessTests
{
    [Theory]
    [InlineData(true, null, HealthStatus.Healthy)]
    [InlineData(false, null, HealthStatus.Unhealthy)]
    [InlineData(false, HealthStatus.Degraded, HealthStatus.Degraded)]
    public async Task Check_ReportsAsTheAppWishes(bool isAvailable, HealthStatus? failureStatus, HealthStatus expected)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSignalR().AddProtoo();
        builder.Services.Replace(ServiceDescriptor.Singleton<IRosterStoreFactory>(new RecordingStore { IsAvailable = isAvailable }));
        builder.Services.AddHealthChecks().AddProtooReadiness("rooms", failureStatus, ["ready"], TimeSpan.FromSeconds(30));
        using var host = builder.Build();

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(static check => check.Tags.Contains("ready")).DefaultTimeout();

        Assert.Equal(expected, report.Entries["rooms"].Status);
        Assert.Equal(isAvailable ? null : "Redis cannot be used. The test has cut it off.", report.Entries["rooms"].Description);
    }
}
