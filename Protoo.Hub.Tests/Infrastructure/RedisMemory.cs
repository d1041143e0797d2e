namespace Protoo.Tests.Infrastructure;

/// <summary>What a Redis that is stopped knows when it is started again.</summary>
public enum RedisMemory
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>What it held when it was saved the last time.</summary>
    LastSave,

    /// <summary>All that it held.</summary>
    Everything,
}
