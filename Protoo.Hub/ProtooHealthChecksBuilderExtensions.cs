using Microsoft.Extensions.Diagnostics.HealthChecks;
using Protoo.Diagnostics;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds protoo to health checks.</summary>
public static class ProtooHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of whether this instance takes new connections: it does not while it drains, and is not healthy while Redis is away,
    /// if <c>AddProtooRedis</c> was called. Meant for readiness, not for liveness.
    /// </summary>
    /// <param name="builder">The result of <c>AddHealthChecks()</c>.</param>
    /// <param name="name">The name of the check.</param>
    /// <param name="tags">The tags of the check.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static IHealthChecksBuilder AddProtoo(this IHealthChecksBuilder builder, string name = "protoo", IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<ReadinessCheck>(name, HealthStatus.Unhealthy, tags ?? []);
    }
}
