namespace Protoo;

/// <summary>What an instance of a cluster is doing. See <see cref="InstanceStatus"/>.</summary>
public enum InstanceState
{
    /// <summary>It serves its clients, and takes new ones.</summary>
    Ready,

    /// <summary>It sends its clients away, and takes no new ones.</summary>
    Draining,

    /// <summary>It cannot reach the other instances, and only knows of itself.</summary>
    Away,

    /// <summary>It has not answered: it is about to be presumed dead, or too busy.</summary>
    Silent,
}
