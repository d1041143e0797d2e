using Protoo.Transports;

namespace Protoo.Hosting;

/// <summary>The limits of a hub's clients of both kinds.</summary>
internal abstract class ClientLimits(ConnectionLimits connections, RateLimits rates) : IDisposable
{
    public ConnectionLimits Connections { get; } = connections;

    public RateLimits Rates { get; } = rates;

    public void Dispose() => Connections.Dispose();
}
