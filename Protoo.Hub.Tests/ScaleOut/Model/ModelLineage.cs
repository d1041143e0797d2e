namespace Protoo.Tests.ScaleOut.Model;

/// <summary>What is known of a peer across all its connections, from joining until its id is free again.</summary>
internal sealed class ModelLineage(long start)
{
    /// <summary>The data of a peer that has set none.</summary>
    public const string NoData = "{}";

    /// <summary>It joined after this.</summary>
    public long Start { get; } = start;

    /// <summary>It joined before this.</summary>
    public long End { get; set; } = long.MaxValue;

    /// <summary>Whether it may be over: the peer leaves, at an unknown time.</summary>
    public bool IsInDoubt { get; set; }

    /// <summary>The data that it may have.</summary>
    public HashSet<string> Data { get; } = [NoData];
}
