using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;

namespace Protoo;

/// <summary>The options for serving protoo with a hub. The names of the WebSocket settings follow those of protoo-server.</summary>
/// <remarks>
/// <para>
/// What <c>AddProtoo&lt;THub&gt;</c> sets for a hub takes precedence over what <c>AddProtoo</c> sets for all hubs, regardless of the order of
/// the calls. <see cref="MaximumMessageSize"/> and <see cref="MaximumConcurrentRequests"/> can also be set in SignalR's options. The first
/// one that is set applies: <c>AddProtoo&lt;THub&gt;</c>, <c>HubOptions&lt;THub&gt;</c>, <c>AddProtoo</c>, <c>HubOptions</c>, the default here.
/// SignalR's own default does not count as set; a value that is assigned here does, even if it is the default.
/// </para>
/// <para>
/// SignalR's <c>EnableDetailedErrors</c>, <c>DisableImplicitFromServicesParameters</c> and filters apply to native clients as well. Its
/// <c>KeepAliveInterval</c>, <c>ClientTimeoutInterval</c>, <c>HandshakeTimeout</c>, <c>SupportedProtocols</c>, <c>StreamBufferCapacity</c> and
/// <c>StatefulReconnectBufferSize</c> concern SignalR's own protocols, and do not apply to native clients.
/// </para>
/// <para>The options are validated when the host starts, and read once.</para>
/// </remarks>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The generated validator compares TimeSpans by itself; RangeAttribute would look for a converter.")]
public sealed class ProtooOptions
{
    internal const int LargestMessageSize = 1 << 30;

    private AssignableOption<int> _maximumMessageSize = new(960_000);
    private AssignableOption<bool> _fragmentOutgoingMessages = new(true);
    private AssignableOption<int> _fragmentationThreshold = new(960_000);
    private AssignableOption<TimeSpan> _keepAliveInterval = new(TimeSpan.FromSeconds(15));
    private AssignableOption<TimeSpan> _keepAliveTimeout = new(TimeSpan.FromSeconds(15));
    private AssignableOption<bool> _enableCompression = new(false);
    private AssignableOption<int> _maximumOutgoingBacklog = new(1 << 20);
    private AssignableOption<int> _maximumConcurrentRequests = new(64);
    private AssignableOption<int> _maximumWaitingRequests = new(256);
    private AssignableOption<int> _maximumConnections = new(50_000);
    private AssignableOption<int> _maximumConnectionsPerAddress = new(256);
    private AssignableOption<int> _maximumConnectionsPerSecond = new(100);
    private AssignableOption<int> _maximumMessagesPerSecond = new(1_000);
    private AssignableOption<int> _maximumBytesPerSecond = new(4 << 20);
    private AssignableOption<bool> _limitsLoopback = new(false);
    private AssignableOption<TimeSpan> _decisionTimeout = new(TimeSpan.FromSeconds(10));
    private AssignableOption<int> _maximumRooms = new(10_000);
    private AssignableOption<int> _maximumPeersPerRoom = new(1_000);
    private AssignableOption<int> _maximumPeerDataSize = new(65_536);
    private AssignableOption<int> _maximumRoomDataSize = new(65_536);
    private AssignableOption<TimeSpan> _requestTimeout = new(TimeSpan.FromSeconds(15));
    private AssignableOption<DuplicatePeer> _duplicatePeer = new(DuplicatePeer.Replace);
    private AssignableOption<bool> _announcePeers = new(false);
    private AssignableOption<bool> _runOneAtATime = new(false);
    private AssignableOption<bool> _rejectAfterUpgrade = new(false);
    private AssignableOption<TimeSpan> _drainTime = new(TimeSpan.FromSeconds(10));
    private AssignableOption<TimeSpan> _closeTimeout = new(TimeSpan.FromSeconds(5));

    /// <summary>
    /// The largest message, in bytes, that is accepted from a native client, and from a SignalR client of a hub that was added with
    /// <c>AddProtoo&lt;THub&gt;</c>; 960,000 by default, from 1 to 1,073,741,824 (1 GiB). A native connection that sends a larger message
    /// is closed with 1009. If this is not set, SignalR's <c>MaximumReceiveMessageSize</c> applies, unless it is SignalR's default of
    /// 32,768; null, which means no limit there, and larger values are treated as 1 GiB.
    /// </summary>
    [Range(1, LargestMessageSize)]
    public int MaximumMessageSize
    {
        get => _maximumMessageSize.Value;
        set => _maximumMessageSize.Value = value;
    }

    /// <summary>Whether messages longer than <see cref="FragmentationThreshold"/> are sent in several WebSocket frames; true by default.</summary>
    public bool FragmentOutgoingMessages
    {
        get => _fragmentOutgoingMessages.Value;
        set => _fragmentOutgoingMessages.Value = value;
    }

    /// <summary>
    /// The largest frame, in bytes, that is sent while <see cref="FragmentOutgoingMessages"/> is on; 960,000 by default, at least 1.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int FragmentationThreshold
    {
        get => _fragmentationThreshold.Value;
        set => _fragmentationThreshold.Value = value;
    }

    /// <summary>
    /// The interval at which native clients are pinged; 15 seconds by default, a day at most, <see cref="TimeSpan.Zero"/> for never.
    /// SignalR's own <c>KeepAliveInterval</c> is for SignalR clients.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan KeepAliveInterval
    {
        get => _keepAliveInterval.Value;
        set => _keepAliveInterval.Value = value;
    }

    /// <summary>
    /// How long a native client may take to answer a ping before its connection is aborted; 15 seconds by default, from 1 millisecond to a
    /// day. SignalR's own <c>ClientTimeoutInterval</c> is for SignalR clients.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan KeepAliveTimeout
    {
        get => _keepAliveTimeout.Value;
        set => _keepAliveTimeout.Value = value;
    }

    /// <summary>
    /// Whether native clients that offer permessage-deflate get it; false by default. It costs memory per connection. If a message contains
    /// both secrets and text from others, compression can reveal the secrets (CRIME, BREACH).
    /// </summary>
    public bool EnableCompression
    {
        get => _enableCompression.Value;
        set => _enableCompression.Value = value;
    }

    /// <summary>
    /// How many bytes may wait for a client, native or SignalR; 1 MiB (1,048,576) by default, at least 1. The client is dropped when more
    /// waits and its socket has taken nothing for a second, or when 8 times as much waits. Once a quarter waits, the following are held
    /// back for up to 2 seconds: hub methods that await what they send to the client, peers that sent much of what waits, and reading from
    /// the client itself.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MaximumOutgoingBacklog
    {
        get => _maximumOutgoingBacklog.Value;
        set => _maximumOutgoingBacklog.Value = value;
    }

    /// <summary>
    /// How many requests and notifications of a native client, and of a SignalR client of a hub that was added with
    /// <c>AddProtoo&lt;THub&gt;</c>, run at a time; 64 by default, from 1 to 65,536. The next one waits, unread. A hub method does not
    /// count while it waits for the answer of a peer from its <see cref="ProtooHub.Room"/> or <see cref="ProtooHub.Peer"/>: see
    /// <see cref="MaximumWaitingRequests"/>. If this is not set, SignalR's <c>MaximumParallelInvocationsPerClient</c> applies, unless it is
    /// SignalR's default of 1: for one at a time, set 1 here.
    /// </summary>
    [Range(1, 65_536)]
    public int MaximumConcurrentRequests
    {
        get => _maximumConcurrentRequests.Value;
        set => _maximumConcurrentRequests.Value = value;
    }

    /// <summary>
    /// How many requests and notifications of one peer may wait for the answers of other peers at a time; 256 by default, from 1 to 65,536.
    /// The next one that asks a peer fails with error 429.
    /// </summary>
    [Range(1, 65_536)]
    public int MaximumWaitingRequests
    {
        get => _maximumWaitingRequests.Value;
        set => _maximumWaitingRequests.Value = value;
    }

    /// <summary>
    /// How many connections the hub may have on this instance, of native clients, and of SignalR clients of a hub that was added with
    /// <c>AddProtoo&lt;THub&gt;</c>; 50,000 by default, at least 1. One more is refused with 503 before the upgrade.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MaximumConnections
    {
        get => _maximumConnections.Value;
        set => _maximumConnections.Value = value;
    }

    /// <summary>
    /// How many of the connections of <see cref="MaximumConnections"/> may come from one IP address; 256 by default, at least 1. One more
    /// is refused with 429 before the upgrade. IPv6 addresses are counted together if they have the same first 64 bits. Behind a proxy,
    /// ASP.NET Core's forwarded headers must be on, or all clients have the address of the proxy. Loopback addresses are not limited,
    /// unless <see cref="LimitsLoopback"/> is on.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MaximumConnectionsPerAddress
    {
        get => _maximumConnectionsPerAddress.Value;
        set => _maximumConnectionsPerAddress.Value = value;
    }

    /// <summary>
    /// How many clients per second may connect from one IP address; 100 by default, at least 1. As many as
    /// <see cref="MaximumConnectionsPerAddress"/> may come at once, such as after a restart. One more is refused with 429 before the upgrade.
    /// Addresses are counted as there.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MaximumConnectionsPerSecond
    {
        get => _maximumConnectionsPerSecond.Value;
        set => _maximumConnectionsPerSecond.Value = value;
    }

    /// <summary>
    /// How many messages a native client may send per second; 1,000 by default, at least 1. A tenth of that may come at once, or up to 100 if
    /// that is more, so that nobody else waits for a burst. The next one waits, unread. For SignalR clients of a hub that was added with
    /// <c>AddProtoo&lt;THub&gt;</c>, invocations count. A client that sends too fast for 10 seconds without a pause is closed: a native one
    /// with 1008 <c>rate limit</c>, a SignalR one with a close that allows it to reconnect. Clients at loopback addresses are not limited,
    /// unless <see cref="LimitsLoopback"/> is on.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MaximumMessagesPerSecond
    {
        get => _maximumMessagesPerSecond.Value;
        set => _maximumMessagesPerSecond.Value = value;
    }

    /// <summary>
    /// How many bytes a client may send per second; 4 MiB (4,194,304) by default, at least 1. It works like
    /// <see cref="MaximumMessagesPerSecond"/>: a tenth may come at once, or up to 256 KiB. A message is read as a whole, and the next one
    /// waits for its bytes: the limit must be at least a tenth of <see cref="MaximumMessageSize"/> for clients that send such messages.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MaximumBytesPerSecond
    {
        get => _maximumBytesPerSecond.Value;
        set => _maximumBytesPerSecond.Value = value;
    }

    /// <summary>
    /// Whether <see cref="MaximumConnectionsPerAddress"/>, <see cref="MaximumConnectionsPerSecond"/>, <see cref="MaximumMessagesPerSecond"/>
    /// and <see cref="MaximumBytesPerSecond"/> apply to clients at loopback addresses, too; false by default. A client without an IP address,
    /// such as one of a Unix socket, counts as loopback, except for its connections.
    /// </summary>
    public bool LimitsLoopback
    {
        get => _limitsLoopback.Value;
        set => _limitsLoopback.Value = value;
    }

    /// <summary>
    /// How long the app may take to decide on a client in <see cref="ProtooHub.OnConnectionRequestAsync"/>; 10 seconds by default, from 1
    /// millisecond to a day. After that, the client is refused with 503, and may reconnect; a decision that comes later has no effect.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan DecisionTimeout
    {
        get => _decisionTimeout.Value;
        set => _decisionTimeout.Value = value;
    }

    /// <summary>
    /// How many rooms of the hub may have peers that are connected to this instance; 10,000 by default, at least 1. A client that would
    /// open one more is rejected with 503, and may reconnect.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MaximumRooms
    {
        get => _maximumRooms.Value;
        set => _maximumRooms.Value = value;
    }

    /// <summary>
    /// How many peers a room may have, on all instances together; 1,000 by default, at least 1. One more is rejected with 409 <c>The room is
    /// full.</c>; a new connection of a peer that is in the room is not counted again. While the instances cannot reach each other, each
    /// decides by the peers that it knows of. The room may then have more in the end, and they all stay.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MaximumPeersPerRoom
    {
        get => _maximumPeersPerRoom.Value;
        set => _maximumPeersPerRoom.Value = value;
    }

    /// <summary>
    /// The largest data of a peer, in bytes of JSON; 65,536 (64 KiB) by default, from 2 to 1,073,741,824 (1 GiB).
    /// <see cref="ConnectionRequest.Accept"/> and <see cref="Peer.SetDataAsync"/> refuse more with error 413.
    /// </summary>
    [Range(2, LargestMessageSize)]
    public int MaximumPeerDataSize
    {
        get => _maximumPeerDataSize.Value;
        set => _maximumPeerDataSize.Value = value;
    }

    /// <summary>
    /// The largest data of a room, in bytes of JSON; 65,536 (64 KiB) by default, from 2 to 1,073,741,824 (1 GiB).
    /// <see cref="Room.SetDataAsync"/> refuses more with error 413.
    /// </summary>
    [Range(2, LargestMessageSize)]
    public int MaximumRoomDataSize
    {
        get => _maximumRoomDataSize.Value;
        set => _maximumRoomDataSize.Value = value;
    }

    /// <summary>
    /// How long a request to a peer may take unless the call specifies a time; 15 seconds by default, from 1 millisecond to a day.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan RequestTimeout
    {
        get => _requestTimeout.Value;
        set => _requestTimeout.Value = value;
    }

    /// <summary>What happens when a peer joins under an id that its room already has; by default, the older connection is replaced.</summary>
    [EnumDataType(typeof(DuplicatePeer))]
    public DuplicatePeer DuplicatePeer
    {
        get => _duplicatePeer.Value;
        set => _duplicatePeer.Value = value;
    }

    /// <summary>
    /// Whether the peers of a room are informed about each other with the notifications <c>newPeer</c>, <c>peerClosed</c>,
    /// <c>peerData</c> and, for the data of the room, <c>roomData</c>; false by default.
    /// </summary>
    public bool AnnouncePeers
    {
        get => _announcePeers.Value;
        set => _announcePeers.Value = value;
    }

    /// <summary>
    /// Whether the code of an app for a room on an instance runs one at a time between awaits, as in Node.js: the hub's methods,
    /// <see cref="ProtooHub.OnPeerJoinedAsync"/>, <see cref="ProtooHub.OnPeerClosedAsync"/>, and the state of a
    /// <see cref="ProtooHub{TRoom, TPeer}"/>; false by default. Different rooms run concurrently.
    /// </summary>
    /// <remarks>
    /// An await lets others in, and continues in a later turn. What follows <c>ConfigureAwait(false)</c> or runs in <c>Task.Run</c> is outside
    /// of all turns, and so are streams. Code that blocks, as <c>Task.Result</c> does, may wait forever.
    /// </remarks>
    public bool RunOneAtATime
    {
        get => _runOneAtATime.Value;
        set => _runOneAtATime.Value = value;
    }

    /// <summary>
    /// Whether native clients get rejections after the WebSocket upgrade, as close code 4000, unless <see cref="ConnectionRequest.Reject"/>
    /// says otherwise; false by default. A browser cannot see an HTTP status, so protoo-client takes it for a network failure and retries;
    /// after 4000, it does not.
    /// </summary>
    public bool RejectAfterUpgrade
    {
        get => _rejectAfterUpgrade.Value;
        set => _rejectAfterUpgrade.Value = value;
    }

    /// <summary>
    /// How long connections are drained when the host stops; 10 seconds by default, a day at most. Clients are asked to reconnect, to
    /// another instance, a few at a time; with <see cref="TimeSpan.Zero"/>, all at once. All hubs of a host are drained together, for the
    /// longest time that any of them has: a hub with a shorter time waits for the others. The host's <c>ShutdownTimeout</c> is at least 20
    /// seconds longer.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan DrainTime
    {
        get => _drainTime.Value;
        set => _drainTime.Value = value;
    }

    /// <summary>
    /// How long a client may take to answer a WebSocket close before its connection is aborted; 5 seconds by default, from 1 millisecond to
    /// 10 minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan CloseTimeout
    {
        get => _closeTimeout.Value;
        set => _closeTimeout.Value = value;
    }

    /// <summary>Whether <see cref="KeepAliveInterval"/> was assigned.</summary>
    internal bool SetsKeepAliveInterval => _keepAliveInterval.IsAssigned;

    /// <summary>Whether <see cref="KeepAliveTimeout"/> was assigned.</summary>
    internal bool SetsKeepAliveTimeout => _keepAliveTimeout.IsAssigned;

    /// <summary>Takes each option from the first level that assigns it.</summary>
    internal static ProtooOptions FirstOf(params ReadOnlySpan<ProtooOptions> levels)
    {
        var first = new ProtooOptions();
        foreach (var level in levels)
        {
            first._maximumMessageSize.FillFrom(level._maximumMessageSize);
            first._fragmentOutgoingMessages.FillFrom(level._fragmentOutgoingMessages);
            first._fragmentationThreshold.FillFrom(level._fragmentationThreshold);
            first._keepAliveInterval.FillFrom(level._keepAliveInterval);
            first._keepAliveTimeout.FillFrom(level._keepAliveTimeout);
            first._enableCompression.FillFrom(level._enableCompression);
            first._maximumOutgoingBacklog.FillFrom(level._maximumOutgoingBacklog);
            first._maximumConcurrentRequests.FillFrom(level._maximumConcurrentRequests);
            first._maximumWaitingRequests.FillFrom(level._maximumWaitingRequests);
            first._maximumConnections.FillFrom(level._maximumConnections);
            first._maximumConnectionsPerAddress.FillFrom(level._maximumConnectionsPerAddress);
            first._maximumConnectionsPerSecond.FillFrom(level._maximumConnectionsPerSecond);
            first._maximumMessagesPerSecond.FillFrom(level._maximumMessagesPerSecond);
            first._maximumBytesPerSecond.FillFrom(level._maximumBytesPerSecond);
            first._limitsLoopback.FillFrom(level._limitsLoopback);
            first._decisionTimeout.FillFrom(level._decisionTimeout);
            first._maximumRooms.FillFrom(level._maximumRooms);
            first._maximumPeersPerRoom.FillFrom(level._maximumPeersPerRoom);
            first._maximumPeerDataSize.FillFrom(level._maximumPeerDataSize);
            first._maximumRoomDataSize.FillFrom(level._maximumRoomDataSize);
            first._requestTimeout.FillFrom(level._requestTimeout);
            first._duplicatePeer.FillFrom(level._duplicatePeer);
            first._announcePeers.FillFrom(level._announcePeers);
            first._runOneAtATime.FillFrom(level._runOneAtATime);
            first._rejectAfterUpgrade.FillFrom(level._rejectAfterUpgrade);
            first._drainTime.FillFrom(level._drainTime);
            first._closeTimeout.FillFrom(level._closeTimeout);
        }

        return first;
    }
}
