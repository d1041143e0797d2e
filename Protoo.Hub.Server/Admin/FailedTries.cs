using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Protoo.Server.Access;

namespace Protoo.Server.Admin;

/// <summary>Counts the wrong keys from each address, to prevent guessing.</summary>
internal sealed class FailedTries(IOptions<AdminOptions> options) : IDisposable
{
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<HttpContext> _limiter = PartitionedRateLimiter.Create<HttpContext, IPAddress>(
        context => RateLimitPartition.GetFixedWindowLimiter(ClientAddress.NetworkOf(context.Connection.RemoteIpAddress), _ => new FixedWindowRateLimiterOptions
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
}
