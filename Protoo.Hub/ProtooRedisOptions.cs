using System.ComponentModel.DataAnnotations;
using StackExchange.Redis;

namespace Protoo;

/// <summary>How instances find each other through Redis.</summary>
/// <remarks>Validated when the host starts.</remarks>
public sealed class ProtooRedisOptions
{
    /// <summary>
    /// Where Redis is, and how it is connected to: endpoints, TLS, sentinel, cluster, user and password, database. Two settings are
    /// made in any case: a start without Redis does not fail (<c>AbortOnConnectFail</c>), and a lost connection is tried again every
    /// second (<c>ReconnectRetryPolicy</c>). A <c>ChannelPrefix</c> stands before <see cref="KeyPrefix"/> in the names of channels,
    /// and instead of it in those of SignalR's backplane.
    /// </summary>
    [Required]
    public ConfigurationOptions Configuration { get; set; } = new();

    /// <summary>
    /// What the names of all keys and channels begin with, <c>protoo:</c> by default. Deployments with different prefixes on one Redis
    /// never see each other.
    /// </summary>
    [Required]
    public string KeyPrefix { get; set; } = "protoo:";
}
