using System.Net;
using System.Runtime.InteropServices;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Protoo.Transports;

/// <summary>
/// How many connections a hub has, native and SignalR, in all and from each network, how fast they come from there, and whether one more is
/// allowed.
/// </summary>
internal sealed class ConnectionLimits(ProtooOptions options, ProtooMetrics metrics) : IDisposable
{
    private const int ReplenishmentsPerSecond = 10;

    private readonly PartitionedRateLimiter<ClientNetwork> _rates =
        PartitionedRateLimiter.Create<ClientNetwork, ClientNetwork>(network => RateLimitPartition.GetTokenBucketLimiter(network, _ => CreateBucket(options)));

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

    public void Dispose() => _rates.Dispose();

    // All clients at an address come back at once after a restart.
    private static TokenBucketRateLimiterOptions CreateBucket(ProtooOptions options)
    {
        var tokens = Math.Max(1, options.MaximumConnectionsPerSecond / ReplenishmentsPerSecond);
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = Math.Max(options.MaximumConnectionsPerSecond, options.MaximumConnectionsPerAddress),
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromSeconds((double)tokens / options.MaximumConnectionsPerSecond),
        };
    }

    private ProtooException? Check(IPAddress? address, bool add)
    {
        var network = FindNetwork(address);
        lock (_gate)
        {
            if (_count >= options.MaximumConnections)
            {
                return Refuse(LimitName.Connections, StatusCodes.Status503ServiceUnavailable, "Too many connections.");
            }

            if (network is not null)
            {
                if (_perNetwork.GetValueOrDefault(network.Value) >= options.MaximumConnectionsPerAddress)
                {
                    return Refuse(LimitName.ConnectionsPerAddress, StatusCodes.Status429TooManyRequests, "Too many connections from this address.");
                }

                using var lease = _rates.AttemptAcquire(network.Value, add ? 1 : 0);
                if (!lease.IsAcquired)
                {
                    return Refuse(LimitName.ConnectionsPerSecond, StatusCodes.Status429TooManyRequests, "Too many new connections from this address.");
                }
            }

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
    }

    private ClientNetwork? FindNetwork(IPAddress? address)
    {
        return address is null || (!options.LimitsLoopback && ClientNetwork.IsLocal(address)) ? null : ClientNetwork.Of(address);
    }

    private ProtooException Refuse(string limit, int code, string reason)
    {
        metrics.LimitHit(limit);
        return new ProtooException(code, reason);
    }
}
