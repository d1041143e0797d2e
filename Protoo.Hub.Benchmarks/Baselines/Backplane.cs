using Microsoft.AspNetCore.Builder;

namespace Protoo.Benchmarks.Baselines;

/// <summary>Tells whether a baseline is one of several servers that share rooms.</summary>
internal static class Backplane
{
    /// <summary>The setting with the address of the servers' Redis; none by default.</summary>
    public const string Setting = "redis";

    /// <returns>The address; null if the server is alone.</returns>
    public static string? GetAddress(WebApplicationBuilder builder) => builder.Configuration[Setting] is { Length: > 0 } address ? address : null;
}
