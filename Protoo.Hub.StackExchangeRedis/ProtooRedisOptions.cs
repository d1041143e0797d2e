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
    /// Gives the app's own connection, instead of one made from <see cref="Configuration"/>, which is ignored then:
    /// <c>_ =&gt; Task.FromResult(multiplexer)</c>, or one that needs more than settings, as for Microsoft Entra ID. It is called once, and again
    /// every second as long as it throws. Null by default.
    /// </summary>
    /// <remarks>
    /// What it returns stays the app's, which disposes of it after the host. Recommended are <c>AbortOnConnectFail = false</c>, so that
    /// it comes back by itself, <c>ReconnectRetryPolicy = new LinearRetry(1000)</c>, for the default waits up to a minute, and a
    /// <c>ChannelPrefix</c>, without which the channels of SignalR's backplane have none, and deployments that share a Redis hear each other there.
    /// </remarks>
    public Func<TextWriter, Task<IConnectionMultiplexer>>? ConnectionFactory { get; set; }

    /// <summary>What happens to new connections while Redis cannot be used; <see cref="WhileRedisIsAway.Reject"/> by default.</summary>
    [EnumDataType(typeof(WhileRedisIsAway))]
    public WhileRedisIsAway WhileRedisIsAway { get; set; }

    /// <summary>
    /// What the names of all keys and channels begin with, <c>protoo:</c> by default. Deployments with different prefixes on one Redis
    /// never see each other. Braces mean to Redis Cluster what they always do there, so <c>{}</c> must not be the first.
    /// </summary>
    [Required]
    public string KeyPrefix { get; set; } = "protoo:";
}
