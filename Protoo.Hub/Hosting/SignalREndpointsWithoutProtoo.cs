using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Protoo.Protocol;

namespace Protoo.Hosting;

/// <summary>
/// Takes protoo out of the protocols of <c>MapHub</c>, where SignalR puts every registered protocol: its transports cannot carry it.
/// </summary>
internal sealed class SignalREndpointsWithoutProtoo : IPostConfigureOptions<HubOptions>
{
    public void PostConfigure(string? name, HubOptions options) => options.SupportedProtocols?.Remove(ProtooHubProtocol.ProtocolName);
}
