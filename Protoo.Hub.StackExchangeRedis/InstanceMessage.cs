namespace Protoo.Clustering.Redis;

/// <summary>A message on the channel of an instance: its own heartbeat, an answer to a request to a peer, or what operators cause.</summary>
internal sealed record InstanceMessage
{
    /// <summary>The number of the instance's own heartbeat; 0 if the message is none.</summary>
    public long Beat { get; init; }

    /// <summary>The hub that the message is about; null if it is about none.</summary>
    public string? Hub { get; init; }

    /// <summary>The answer to a request to a peer.</summary>
    public RoomAnswer? Answer { get; init; }

    /// <summary>What another instance asks.</summary>
    public InstanceCall? Call { get; init; }

    /// <summary>The number of the question that <see cref="Status"/> answers.</summary>
    public long CallId { get; init; }

    /// <summary>How another instance is.</summary>
    public InstanceStatus? Status { get; init; }

    /// <summary>The room in which <see cref="Traffic"/> has happened.</summary>
    public string? RoomId { get; init; }

    /// <summary>What has happened in a room that is watched.</summary>
    public RoomTraffic[]? Traffic { get; init; }
}
