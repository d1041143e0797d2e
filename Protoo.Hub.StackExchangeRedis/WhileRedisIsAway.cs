namespace Protoo;

/// <summary>Specifies what happens to new connections while Redis is away. Existing connections always stay.</summary>
public enum WhileRedisIsAway
{
    /// <summary>New connections are rejected with 503, and may come back later.</summary>
    Reject,

    /// <summary>
    /// New connections are admitted, and meet only the peers of this instance. When Redis is back, they join the others. A connection whose
    /// peerId is taken on another instance is then closed with 4000.
    /// </summary>
    LocalOnly,
}
