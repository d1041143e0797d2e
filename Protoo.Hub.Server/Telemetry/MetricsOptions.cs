namespace Protoo.Server.Telemetry;

/// <summary>Configures how metrics are offered.</summary>
internal sealed class MetricsOptions
{
    /// <summary>Whether <c>GET /metrics</c> answers with the metrics as Prometheus reads them; false by default.</summary>
    public bool Prometheus { get; set; }
}
