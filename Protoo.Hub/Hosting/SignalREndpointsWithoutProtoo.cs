using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Protoo.Protocol;

namespace Protoo.Hosting;

/// <summary>
/// Removes protoo from the protocols of <c>MapHub</c>, where SignalR adds every registered protocol: its transports cannot carry protoo.
/// </summary>
internal sealed class SignalREndpointsWithoutProtoo : IPostConfigureOptions<HubOptions>
{
    public void PostConfigure(string? name, HubOptions options) => options.SupportedProtocols?.Remove(ProtooHubProtocol.ProtocolName);
}
