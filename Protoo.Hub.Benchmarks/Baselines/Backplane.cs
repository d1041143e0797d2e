using Microsoft.AspNetCore.Builder;

namespace Protoo.Benchmarks.Baselines;

/// <summary>Whether a baseline is one of several servers with the same rooms.</summary>
internal static class Backplane
{
    /// <summary>The setting with the address of their Redis; none by default.</summary>
    public const string Setting = "redis";

    /// <returns>The address; null where the server is alone.</returns>
    public static string? GetAddress(WebApplicationBuilder builder) => builder.Configuration[Setting] is { Length: > 0 } address ? address : null;
}
