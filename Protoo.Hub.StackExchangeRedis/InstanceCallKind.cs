namespace Protoo.Clustering.Redis;

/// <summary>What an instance can ask of another one.</summary>
internal enum InstanceCallKind
{
    /// <summary>How it is.</summary>
    Status,

    /// <summary>To drain its connections.</summary>
    Drain,

    /// <summary>To report what happens in a room.</summary>
    Watch,
}
