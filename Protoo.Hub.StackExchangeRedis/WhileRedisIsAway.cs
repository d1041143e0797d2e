namespace Protoo;

/// <summary>What happens to new connections while Redis is away. Those that are there stay in any case.</summary>
public enum WhileRedisIsAway
{
    /// <summary>They are rejected with 503, and may come back later.</summary>
    Reject,

    /// <summary>
    /// They are admitted, and meet the peers of this instance alone. When Redis is back they join the others; who took a peerId that
    /// is taken on another instance is closed with 4000 then.
    /// </summary>
    LocalOnly,
}
