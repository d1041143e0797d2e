using Microsoft.Extensions.Diagnostics.HealthChecks;
using Protoo.Clustering;
using Protoo.Transports;

namespace Protoo.Hosting;

internal sealed class ReadinessCheck(ConnectionDrain drain, IRosterStoreFactory stores) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var obstacle = (drain.IsDraining, stores.IsAvailable) switch
        {
            (true, _) => "The server is draining its connections.",
            (_, false) => $"Redis cannot be used. {stores.Obstacle ?? "This instance is not a member of the cluster yet."}",
            _ => null,
        };
        return Task.FromResult(obstacle is null ? HealthCheckResult.Healthy() : new HealthCheckResult(context.Registration.FailureStatus, obstacle));
    }
}
