using Microsoft.Extensions.Logging;

namespace Protoo.Clustering.Redis;

/// <summary>
/// Removes the seats of instances that are gone. One instance adopts an expired lease; if that instance dies meanwhile, another one adopts
/// the lease again.
/// </summary>
internal sealed partial class LeaseSweeper(RedisConnection connection, ILogger<LeaseSweeper> logger)
{
    private const int RoomsAtOnce = 64;

    // If a sweep takes longer, two instances may sweep the same lease, which does no harm.
    private static readonly TimeSpan s_adoptionTime = TimeSpan.FromSeconds(1);

    // 1 while a sweep is running.
    private int _isRunning;

    /// <summary>Starts to sweep all expired leases, unless a sweep is already running.</summary>
    public void Start()
    {
        if (Interlocked.Exchange(ref _isRunning, 1) == 0)
        {
            _ = SweepAllAsync();
        }
    }

    private async Task SweepAllAsync()
    {
        try
        {
            while (await AdoptAsync().ConfigureAwait(false) is { } lease)
            {
                var count = await SweepAsync(lease).ConfigureAwait(false);
                Log.Swept(logger, lease, count);
            }
        }
        catch (Exception exception)
        {
            // The adoption expires, and the lease is then adopted again.
            Log.NotSwept(logger, exception);
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }
    }

    private async Task<string?> AdoptAsync()
    {
        var keys = connection.Keys;
        return (string?)await connection.EvaluateAsync(
            RosterScript.Adopt,
            [keys.Leases, keys.Adopted],
            (long)s_adoptionTime.TotalMilliseconds,
            keys.ForScript(keys.ExpiredChannel),
            connection.Expiry.LeasesForScript).ConfigureAwait(false);
    }

    private async Task<long> SweepAsync(string lease)
    {
        var keys = connection.Keys;
        var database = connection.Database;
        var count = 0L;
        foreach (var rooms in (await database.SetMembersAsync(keys.RoomsOf(lease)).ConfigureAwait(false)).Chunk(RoomsAtOnce))
        {
            count += (await Task.WhenAll(rooms.Select(name => SweepAsync(lease, RoomName.Parse(name.ToString())))).ConfigureAwait(false)).Sum();
            await database.SetRemoveAsync(keys.RoomsOf(lease), rooms).ConfigureAwait(false);
        }

        await database.SortedSetRemoveAsync(keys.Adopted, lease).ConfigureAwait(false);
        return count;
    }

    private async Task<long> SweepAsync(string lease, RoomName room)
    {
        return (long)await connection.EvaluateAsync(RosterScript.Sweep, room, RedisExpiry.EmptyRoom, lease).ConfigureAwait(false);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "An instance is gone. {Count} seats of its lease {Lease} were removed.", EventName = "Swept")]
        public static partial void Swept(ILogger logger, string lease, long count);

        [LoggerMessage(2, LogLevel.Warning, "Seats of an instance that is gone could not be removed now.", EventName = "NotSwept")]
        public static partial void NotSwept(ILogger logger, Exception exception);
    }
}
