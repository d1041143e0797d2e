namespace Protoo.Tests.ScaleOut.Model;

internal enum ModelFaultKind
{
    /// <summary>An instance dies; a new one replaces it.</summary>
    Kill,

    /// <summary>An instance freezes for a while.</summary>
    Freeze,

    /// <summary>Redis restarts empty.</summary>
    RedisLost,

    /// <summary>Redis restarts with all its data.</summary>
    RedisSaved,

    /// <summary>An instance loses its connections to Redis for a while.</summary>
    Cut,

    /// <summary>For a while nothing gets through between an instance and Redis; then all does.</summary>
    Hold,
}
