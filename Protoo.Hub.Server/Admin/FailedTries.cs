using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Protoo.Server.Admin;

/// <summary>Counts the wrong keys from each address, to prevent guessing.</summary>
internal sealed class FailedTries(IOptions<AdminOptions> options) : IDisposable
{
    private const int NetworkBytes = 8;

    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<HttpContext> _limiter = PartitionedRateLimiter.Create<HttpContext, IPAddress>(
        context => RateLimitPartition.GetFixedWindowLimiter(NetworkOf(context.Connection.RemoteIpAddress), _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = options.Value.FailedTriesPerMinute,
            Window = s_window,
        }));

    /// <summary>Whether the client's address has sent too many wrong keys.</summary>
    /// <param name="context">The client's request.</param>
    /// <param name="retryAfter">How long the client must wait.</param>
    public bool IsExceeded(HttpContext context, out TimeSpan retryAfter)
    {
        // This acquires no permit, but says whether one is left.
        using var lease = _limiter.AttemptAcquire(context, permitCount: 0);
        retryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var time) ? time : s_window;
        return !lease.IsAcquired;
    }

    /// <summary>Counts a wrong key.</summary>
    public void Add(HttpContext context) => _limiter.AttemptAcquire(context).Dispose();

    public void Dispose() => _limiter.Dispose();

    // An IPv6 client can usually choose among all 2^64 addresses of its network.
    private static IPAddress NetworkOf(IPAddress? address)
    {
        if (address is not { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
        {
            return address?.MapToIPv4() ?? IPAddress.None;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }
}
