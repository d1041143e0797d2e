namespace Protoo.Clustering.Redis;

/// <summary>What the channel of an instance carries.</summary>
internal sealed record InstanceMessage
{
    /// <summary>The number of its own heartbeat; 0 if it is an answer.</summary>
    public long Beat { get; init; }

    /// <summary>The hub whose request is answered.</summary>
    public string? Hub { get; init; }

    public RoomAnswer? Answer { get; init; }
}
