using System.ComponentModel.DataAnnotations;
using StackExchange.Redis;

namespace Protoo;

/// <summary>Configures how instances find each other through Redis.</summary>
/// <remarks>Validated when the host starts.</remarks>
public sealed class ProtooRedisOptions
{
    /// <summary>
    /// The address of Redis and how to connect to it: endpoints, TLS, Sentinel, Redis Cluster, user and password, database. Three
    /// settings are always overridden: a start without Redis does not fail (<c>AbortOnConnectFail</c>), a lost connection is retried every
    /// second (<c>ReconnectRetryPolicy</c>), and nothing is sent later that could not be sent at once (<c>BacklogPolicy</c>). A
    /// <c>ChannelPrefix</c> precedes <see cref="KeyPrefix"/> in the names of channels, and replaces it in those of SignalR's backplane.
    /// </summary>
    [Required]
    public ConfigurationOptions Configuration { get; set; } = new();

    /// <summary>
    /// Returns the app's own connection, to be used instead of one made from <see cref="Configuration"/>, which is then ignored:
    /// <c>_ =&gt; Task.FromResult(multiplexer)</c>, or a connection that needs more than settings, such as for Microsoft Entra ID. It is
    /// called once, and again every second for as long as it throws. Null by default.
    /// </summary>
    /// <remarks>
    /// The app keeps ownership of the connection and disposes of it after the host. Recommended settings are
    /// <c>AbortOnConnectFail = false</c>, so that the connection recovers by itself; <c>ReconnectRetryPolicy = new LinearRetry(1000)</c>,
    /// because the default waits up to a minute; <c>BacklogPolicy = BacklogPolicy.FailFast</c>, so that no command is sent after the
    /// instance has given up on it; and a <c>ChannelPrefix</c>. Without one, the channels of SignalR's backplane have no
    /// prefix, and deployments that share a Redis receive each other's messages there.
    /// </remarks>
    public Func<TextWriter, Task<IConnectionMultiplexer>>? ConnectionFactory { get; set; }

    /// <summary>What happens to new connections while Redis cannot be used; <see cref="WhileRedisIsAway.Reject"/> by default.</summary>
    [EnumDataType(typeof(WhileRedisIsAway))]
    public WhileRedisIsAway WhileRedisIsAway { get; set; }

    /// <summary>
    /// The prefix of the names of all keys and channels, <c>protoo:</c> by default. Deployments with different prefixes on one Redis never
    /// see each other. Redis Cluster treats braces as a hash tag, as always, so the first pair of braces must not be empty (<c>{}</c>).
    /// </summary>
    [Required]
    public string KeyPrefix { get; set; } = "protoo:";
}
