using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Benchmarks.Baselines;

/// <summary>The settings with which the room server saves thread hops, for a baseline that is to have them as well.</summary>
internal static class InlineScheduling
{
    /// <summary>The setting that asks for them; off by default.</summary>
    public const string Setting = "inline";

    /// <summary>Must come before the first socket of the process: the environment is read only then.</summary>
    public static void ApplyTo(WebApplicationBuilder builder)
    {
        if (builder.Configuration.GetValue<bool>(Setting))
        {
            Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
            builder.Services.Configure<SocketTransportOptions>(static options => options.UnsafePreferInlineScheduling = true);
        }
    }
}
