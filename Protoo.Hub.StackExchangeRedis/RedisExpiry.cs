using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>Defines how long the data of instances stays in Redis if no instance is left to remove it.</summary>
/// <param name="Rooms">How long rooms stay.</param>
internal sealed record RedisExpiry(TimeSpan Rooms)
{
    public static RedisExpiry Default { get; } = new(TimeSpan.FromHours(1));

    /// <summary>
    /// How long empty rooms stay, in milliseconds: longer than a step can be on its way, so that a room that was empty for a moment
    /// continues its steps where they ended.
    /// </summary>
    public static RedisValue EmptyRoom { get; } = InMilliseconds(TimeSpan.FromMinutes(1));

    /// <summary>
    /// How long leases and their sets of rooms stay. They lead to the seats of instances that are gone: if a room outlived them, a seat
    /// could stay in it forever.
    /// </summary>
    public TimeSpan Leases => Rooms * 1.5;

    /// <summary>The longest interval between renewals of a room: two renewals in a row may be missed.</summary>
    public TimeSpan RenewalInterval => Rooms / 3;

    /// <summary><see cref="Rooms"/> in milliseconds, for scripts.</summary>
    public RedisValue RoomsForScript => InMilliseconds(Rooms);

    /// <summary><see cref="Leases"/> in milliseconds, for scripts.</summary>
    public RedisValue LeasesForScript => InMilliseconds(Leases);

    private static RedisValue InMilliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
