namespace Protoo.Tests.ScaleOut.Model;

internal enum ModelFaultKind
{
    /// <summary>An instance dies; a new one comes in its place.</summary>
    Kill,

    /// <summary>An instance stands still for a while.</summary>
    Freeze,

    /// <summary>Redis restarts, empty.</summary>
    RedisLost,

    /// <summary>Redis restarts with all that it held.</summary>
    RedisSaved,

    /// <summary>An instance loses its connections to Redis for a while.</summary>
    Cut,

    /// <summary>Between an instance and Redis nothing gets through for a while; then all does.</summary>
    Hold,
}
