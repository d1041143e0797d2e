using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Protoo.Hosting;

/// <summary>Resolves the one protocol of an endpoint.</summary>
internal sealed class SingleProtocolResolver(IHubProtocol protocol) : IHubProtocolResolver
{
    public IReadOnlyList<IHubProtocol> AllProtocols { get; } = [protocol];

    public IHubProtocol? GetProtocol(string protocolName, IReadOnlyList<string>? supportedProtocols)
    {
        return string.Equals(protocolName, protocol.Name, StringComparison.OrdinalIgnoreCase) ? protocol : null;
    }
}
