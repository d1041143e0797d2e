namespace Protoo.Clustering.Redis;

/// <summary>A message on the channel of an instance.</summary>
internal sealed record InstanceMessage
{
    /// <summary>The number of the instance's own heartbeat; 0 if the message is an answer.</summary>
    public long Beat { get; init; }

    /// <summary>The hub whose request is answered.</summary>
    public string? Hub { get; init; }

    public RoomAnswer? Answer { get; init; }
}
