using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace Protoo.Benchmarks.Baselines;

/// <summary>How the room server has its sockets complete, for a baseline that is to have it as well.</summary>
internal static class InlineCompletions
{
    /// <summary>The setting that asks for it; off by default.</summary>
    public const string Setting = "inline";

    /// <summary>Must come before the first socket of the process: the environment is read only then.</summary>
    public static void ApplyTo(WebApplicationBuilder builder)
    {
        if (builder.Configuration.GetValue<bool>(Setting))
        {
            Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        }
    }
}
