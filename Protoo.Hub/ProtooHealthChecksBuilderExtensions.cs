using Microsoft.Extensions.Diagnostics.HealthChecks;
using Protoo.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds protoo to health checks.</summary>
public static class ProtooHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of whether this instance takes new connections. It fails while the host drains and, if <c>AddProtooRedis</c> was
    /// called, while Redis cannot be used; its description says why. It is meant for readiness, not for liveness.
    /// </summary>
    /// <param name="builder">The result of <c>AddHealthChecks()</c>.</param>
    /// <param name="name">The name of the check; <c>protoo</c> by default.</param>
    /// <param name="failureStatus">The status to report on failure; null, the default, for <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">The tags of the check; null, the default, for none.</param>
    /// <param name="timeout">How long the check may take; null, the default, for no limit. The check does not wait for anything.</param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="name"/> is null.</exception>
    public static IHealthChecksBuilder AddProtooReadiness(
        this IHealthChecksBuilder builder,
        string name = "protoo",
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null,
        TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        return builder.Add(new HealthCheckRegistration(name, ActivatorUtilities.GetServiceOrCreateInstance<ReadinessCheck>, failureStatus, tags, timeout));
    }
}
