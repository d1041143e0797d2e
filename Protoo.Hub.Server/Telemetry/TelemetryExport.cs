using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Protoo.Server.Telemetry;

/// <summary>Exports metrics and traces: by OTLP where the standard variables of OpenTelemetry say so, and to Prometheus if it is asked for.</summary>
internal static class TelemetryExport
{
    public const string Section = "Protoo:Metrics";

    private const string ServiceName = "protoo-hub-server";

    // The meters that tell how the same server is doing below our own.
    private static readonly string[] s_otherMeters = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Http.Connections", "System.Runtime"];

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var toPrometheus = OffersPrometheus(builder.Configuration);
        var (sendsMetrics, sendsTraces) = (HasEndpoint(builder.Configuration, "METRICS"), HasEndpoint(builder.Configuration, "TRACES"));
        if (!toPrometheus && !sendsMetrics && !sendsTraces)
        {
            return;
        }

        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(static resource => resource.AddService(ServiceName).AddEnvironmentVariableDetector());
        if (toPrometheus || sendsMetrics)
        {
            telemetry.WithMetrics(metrics =>
            {
                metrics.AddProtooInstrumentation().AddMeter(s_otherMeters);
                _ = sendsMetrics ? metrics.AddOtlpExporter() : metrics;
                _ = toPrometheus ? metrics.AddPrometheusExporter() : metrics;
            });
        }

        if (sendsTraces)
        {
            telemetry.WithTracing(static traces => traces.AddProtooInstrumentation().AddOtlpExporter());
        }
    }

    public static void MapTelemetry(this WebApplication app)
    {
        if (OffersPrometheus(app.Configuration))
        {
            app.MapPrometheusScrapingEndpoint();
        }
    }

    private static bool OffersPrometheus(IConfiguration configuration) => configuration.GetSection(Section).Get<MetricsOptions>() is { Prometheus: true };

    private static bool HasEndpoint(ConfigurationManager configuration, string signal)
    {
        return configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 } || configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"] is { Length: > 0 };
    }
}
