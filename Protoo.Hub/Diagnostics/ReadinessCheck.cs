using Microsoft.Extensions.Diagnostics.HealthChecks;
using Protoo.Clustering;
using Protoo.Transports;

namespace Protoo.Diagnostics;

internal sealed class ReadinessCheck(ConnectionDrain drain, IRosterStoreFactory stores) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        return Task.FromResult((drain.IsDraining, stores.IsAvailable) switch
        {
            (true, _) => HealthCheckResult.Unhealthy("The server drains its connections."),
            (_, false) => HealthCheckResult.Unhealthy($"Redis cannot be used. {stores.Obstacle ?? "This instance is not a member of the cluster yet."}"),
            _ => HealthCheckResult.Healthy(),
        });
    }
}
