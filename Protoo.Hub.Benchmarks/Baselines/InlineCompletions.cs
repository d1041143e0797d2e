using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace Protoo.Benchmarks.Baselines;

/// <summary>Completes sockets inline, as the room server does, in a baseline that asks for it.</summary>
internal static class InlineCompletions
{
    /// <summary>The setting that asks for inline completions; off by default.</summary>
    public const string Setting = "inline";

    /// <summary>Must be called before the first socket of the process, because the environment is read only then.</summary>
    public static void ApplyTo(WebApplicationBuilder builder)
    {
        if (builder.Configuration.GetValue<bool>(Setting))
        {
            Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        }
    }
}
