namespace Protoo;

/// <summary>What an instance of a cluster tells of itself. See <see cref="IInstanceRegistry"/>.</summary>
public sealed class InstanceStatus
{
    /// <summary>The id of the instance, the same as <see cref="Peer.Instance"/>.</summary>
    public required string Instance { get; init; }

    /// <summary>What it is doing. If it is <see cref="InstanceState.Silent"/>, nothing else is known but the age of its lease.</summary>
    public InstanceState State { get; init; }

    /// <summary>
    /// How long ago it renewed its lease; after 6 s, others presume it dead. Null without a cluster, or while it cannot reach the others.
    /// </summary>
    public TimeSpan? LeaseAge { get; init; }

    /// <summary>The version of the program that it runs; null if that has none.</summary>
    public string? Version { get; init; }

    /// <summary>When its process started.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>The number of rooms in which it has peers.</summary>
    public long Rooms { get; init; }

    /// <summary>The number of its peers that are native protoo clients.</summary>
    public long NativePeers { get; init; }

    /// <summary>The number of its peers that are SignalR clients.</summary>
    public long SignalRPeers { get; init; }

    /// <summary>
    /// How many messages its clients have sent, as the instrument <c>protoo.messages</c> counts them. It counts while it is asked, and for
    /// ten seconds after that: the difference between two answers tells the rate.
    /// </summary>
    public long MessagesReceived { get; init; }

    /// <summary>How many messages its clients were sent, counted like <see cref="MessagesReceived"/>.</summary>
    public long MessagesSent { get; init; }

    /// <summary>The number of bytes that wait to be sent to its clients.</summary>
    public long OutgoingBacklog { get; init; }
}
