namespace OpenTelemetry.Trace;

/// <summary>Adds the traces of Protoo.Hub to OpenTelemetry.</summary>
public static class ProtooTracerProviderBuilderExtensions
{
    /// <summary>
    /// Adds the spans of requests to peers, and SignalR's own spans of hub methods, which they belong to. docs/operations.md lists them.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static TracerProviderBuilder AddProtooInstrumentation(this TracerProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddSource("Protoo.Hub", "Microsoft.AspNetCore.SignalR.Server");
    }
}
