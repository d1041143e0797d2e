namespace Protoo.Tests.Infrastructure;

/// <summary>What a stopped Redis still holds when it restarts.</summary>
public enum RedisMemory
{
    Nothing,

    /// <summary>What it held at the last save.</summary>
    LastSave,

    /// <summary>Everything it held.</summary>
    Everything,
}
