using System.ComponentModel.DataAnnotations;

namespace Protoo;

/// <summary>How a hub serves protoo. The names of the WebSocket settings follow those of protoo-server.</summary>
/// <remarks>Validated when the host starts.</remarks>
public sealed class ProtooOptions
{
    /// <summary>
    /// The largest message in bytes that is taken from a client, native or SignalR; 960,000 by default. A native connection
    /// that sends a larger one is closed with 1009.
    /// </summary>
    [Range(1, 1 << 30)]
    public int MaximumMessageSize { get; set; } = 960_000;

    /// <summary>Whether messages longer than <see cref="FragmentationThreshold"/> are sent in several WebSocket frames; true by default.</summary>
    public bool FragmentOutgoingMessages { get; set; } = true;

    /// <summary>The largest frame in bytes that is sent while <see cref="FragmentOutgoingMessages"/> is on; 960,000 by default.</summary>
    [Range(1, int.MaxValue)]
    public int FragmentationThreshold { get; set; } = 960_000;

    /// <summary>How often native clients are pinged; 15 seconds by default, <see cref="TimeSpan.Zero"/> for never.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a native client may take to answer a ping before its connection is aborted; 15 seconds by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Whether native clients that offer it get permessage-deflate; false by default. It costs memory per connection, and where
    /// secrets and text from others share a message, compression can give the secret away (CRIME, BREACH).
    /// </summary>
    public bool EnableCompression { get; set; }

    /// <summary>
    /// How many bytes may wait for a client, native or SignalR; 1 MiB (1,048,576) by default, at least 1. It is dropped when more waits
    /// and its socket has taken nothing for a second, or when 8 times as much waits. Once a quarter waits, hub methods that await what
    /// they send to it, and peers much of whose messages wait there, are held back for up to 2 seconds, and it is not read on itself.
    /// </summary>
    [Range(1, long.MaxValue)]
    public long MaximumOutgoingBacklog { get; set; } = 1 << 20;

    /// <summary>
    /// How many requests and notifications of one client run at a time; 64 by default. The next one waits, unread. A hub method
    /// that waits for the answer of a peer does not count: see <see cref="MaximumWaitingRequests"/>.
    /// </summary>
    [Range(1, 65_536)]
    public int MaximumConcurrentRequests { get; set; } = 64;

    /// <summary>
    /// How many requests and notifications of one peer may wait for the answers of other peers at a time; 256 by default. The next one
    /// that asks a peer fails with error 429.
    /// </summary>
    [Range(1, 65_536)]
    public int MaximumWaitingRequests { get; set; } = 256;

    /// <summary>How long a request to a peer may take unless the call says otherwise; 15 seconds by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>What happens when a peer joins under an id that its room has already; the older connection is replaced by default.</summary>
    [EnumDataType(typeof(DuplicatePeer))]
    public DuplicatePeer DuplicatePeer { get; set; }

    /// <summary>
    /// Whether the peers of a room are told of each other with the notifications <c>newPeer</c>, <c>peerClosed</c> and
    /// <c>peerData</c>; false by default.
    /// </summary>
    public bool AnnouncePeers { get; set; }

    /// <summary>
    /// Whether rejections are delivered to native clients after the WebSocket upgrade, as close code 4000, unless
    /// <see cref="ConnectionRequest.Reject"/> says otherwise; false by default. A browser cannot see an HTTP status, and
    /// protoo-client takes it for a network failure and tries again; 4000 ends the matter.
    /// </summary>
    public bool RejectAfterUpgrade { get; set; }

    /// <summary>
    /// How long connections are drained when the host stops; 10 seconds by default. Clients are told to come back, to another
    /// instance.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// What happens to new connections while Redis, which <c>AddProtooRedis</c> has set up, is away; they are rejected by default.
    /// </summary>
    [EnumDataType(typeof(WhileRedisIsAway))]
    public WhileRedisIsAway WhileRedisIsAway { get; set; }

    /// <summary>How long a client may take to answer a WebSocket close before its connection is aborted; 5 seconds by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
