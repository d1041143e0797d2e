namespace Protoo.Clustering.Redis;

/// <summary>What an instance asks of another one.</summary>
/// <param name="Kind">What it asks.</param>
/// <param name="From">The instance that asks.</param>
internal sealed record InstanceCall(InstanceCallKind Kind, string From)
{
    /// <summary>The number of the question, for its answer; 0 if there is no answer.</summary>
    public long Id { get; init; }

    /// <summary>The room to watch.</summary>
    public string? RoomId { get; init; }

    /// <summary>Whether to report the data of messages.</summary>
    public bool IncludesData { get; init; }
}
