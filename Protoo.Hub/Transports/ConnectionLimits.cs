using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;

namespace Protoo.Transports;

/// <summary>How many connections a hub has, native and SignalR, in all and from each network, and whether one more is allowed.</summary>
internal sealed class ConnectionLimits(ProtooOptions options, ProtooMetrics metrics)
{
    private readonly Lock _gate = new();

    // Guarded by the gate.
    private readonly Dictionary<ClientNetwork, int> _perNetwork = [];
    private int _count;

    /// <summary>Counts a connection, which must be removed when it has ended, unless it is refused.</summary>
    /// <returns>The error for the client; null if it is allowed.</returns>
    public ProtooException? TryAdd(IPAddress? address) => Check(address, add: true);

    /// <summary>Checks whether one more connection would be allowed.</summary>
    /// <inheritdoc cref="TryAdd" />
    public ProtooException? Check(IPAddress? address) => Check(address, add: false);

    /// <summary>Removes a connection that was added.</summary>
    public void Remove(IPAddress? address)
    {
        lock (_gate)
        {
            _count--;
            if (FindNetwork(address) is { } network && --CollectionsMarshal.GetValueRefOrAddDefault(_perNetwork, network, out _) == 0)
            {
                _perNetwork.Remove(network);
            }
        }
    }

    private ProtooException? Check(IPAddress? address, bool add)
    {
        var network = FindNetwork(address);
        lock (_gate)
        {
            var isFull = _count >= options.MaximumConnections;
            if (!isFull && (network is null || _perNetwork.GetValueOrDefault(network.Value) < options.MaximumConnectionsPerAddress))
            {
                if (add)
                {
                    _count++;
                    if (network is not null)
                    {
                        CollectionsMarshal.GetValueRefOrAddDefault(_perNetwork, network.Value, out _)++;
                    }
                }

                return null;
            }

            return isFull ? TooMany() : TooManyFromThere();
        }
    }

    private ClientNetwork? FindNetwork(IPAddress? address)
    {
        return address is null || (!options.LimitsLoopback && ClientNetwork.IsLocal(address)) ? null : ClientNetwork.Of(address);
    }

    private ProtooException TooMany()
    {
        metrics.LimitHit(LimitName.Connections);
        return new(StatusCodes.Status503ServiceUnavailable, "Too many connections.");
    }

    private ProtooException TooManyFromThere()
    {
        metrics.LimitHit(LimitName.ConnectionsPerAddress);
        return new(StatusCodes.Status429TooManyRequests, "Too many connections from this address.");
    }
}
