using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>How long what instances keep in Redis outlives them, if none is left to remove it.</summary>
/// <param name="Rooms">How long rooms do.</param>
internal sealed record RedisExpiry(TimeSpan Rooms)
{
    public static RedisExpiry Default { get; } = new(TimeSpan.FromHours(1));

    /// <summary>In milliseconds: longer than a step can be on its way, so that the steps of a room that was empty for a moment go on where they were.</summary>
    public static RedisValue EmptyRoom { get; } = InMilliseconds(TimeSpan.FromMinutes(1));

    /// <summary>
    /// How long leases do, and the rooms of each. By these, seats are found whose instance is gone: if a room outlived them, a seat that nobody
    /// removes could stay in it for good.
    /// </summary>
    public TimeSpan Leases => Rooms * 1.5;

    /// <summary>How often rooms are renewed at least: two in a row may be missed.</summary>
    public TimeSpan RenewalInterval => Rooms / 3;

    /// <summary><see cref="Rooms"/> for scripts.</summary>
    public RedisValue RoomsForScript => InMilliseconds(Rooms);

    /// <summary><see cref="Leases"/> for scripts.</summary>
    public RedisValue LeasesForScript => InMilliseconds(Leases);

    private static RedisValue InMilliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
