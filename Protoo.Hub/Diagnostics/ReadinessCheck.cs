using Microsoft.Extensions.Diagnostics.HealthChecks;
using Protoo.Transports;

namespace Protoo.Diagnostics;

internal sealed class ReadinessCheck(ConnectionDrain drain) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        return Task.FromResult(drain.IsDraining ? HealthCheckResult.Unhealthy("The server drains its connections.") : HealthCheckResult.Healthy());
    }
}
