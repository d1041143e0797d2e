namespace OpenTelemetry.Metrics;

/// <summary>Adds the metrics of Protoo.Hub to OpenTelemetry.</summary>
public static class ProtooMeterProviderBuilderExtensions
{
    /// <summary>Adds the meter <c>Protoo.Hub</c>, whose instruments docs/operations.md lists.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static MeterProviderBuilder AddProtooInstrumentation(this MeterProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddMeter("Protoo.Hub");
    }
}
