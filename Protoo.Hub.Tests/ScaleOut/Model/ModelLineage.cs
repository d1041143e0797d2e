namespace Protoo.Tests.ScaleOut.Model;

/// <summary>What is known of a peer through all its connections: from joining until nobody of its id is left.</summary>
internal sealed class ModelLineage(long start)
{
    /// <summary>What a peer has that has set nothing.</summary>
    public const string NoData = "{}";

    /// <summary>It joined after this.</summary>
    public long Start { get; } = start;

    /// <summary>It joined before this.</summary>
    public long End { get; set; } = long.MaxValue;

    /// <summary>Whether it may be over: it leaves, but when that is seen is not known.</summary>
    public bool IsInDoubt { get; set; }

    /// <summary>The data that it may have.</summary>
    public HashSet<string> Data { get; } = [NoData];
}
