using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>Keeps the leases in Redis. A renewal succeeds only if this instance also receives messages on its own channel.</summary>
internal sealed partial class RedisLeases(
    RedisConnection connection,
    InstanceChannel channel,
    RedisRehearsal rehearsal,
    LeaseSweeper sweeper,
    TimeProvider timeProvider,
    ILogger<RedisLeases> logger) : ILeases
{
    public async Task<LeaseState> RenewAsync(string lease, bool isNew)
    {
        if (!connection.IsConnected)
        {
            connection.Explain();
            return LeaseState.Unknown;
        }

        var heard = channel.ExpectBeat(out var message);
        try
        {
            var keys = connection.Keys;
            var result = (int)await connection.EvaluateAsync(
                RosterScript.Renew,
                [keys.Leases, keys.Adopted],
                lease,
                (long)Heartbeat.LeaseTime.TotalMilliseconds,
                isNew ? 1 : 0,
                keys.ForScript(channel.Name),
                message,
                connection.Expiry.LeasesForScript).ConfigureAwait(false);
            if (result == 0)
            {
                return LeaseState.Lost;
            }

            await heard.WaitAsync(RedisConnection.Timeout, timeProvider).ConfigureAwait(false);
            return result == 2 ? LeaseState.HeldAndOtherExpired : LeaseState.Held;
        }
        catch (Exception exception) when (RedisConnection.IsOutage(exception))
        {
            _ = connection.Fail(exception);
            return LeaseState.Unknown;
        }
    }

    public async Task ReturnAsync(string lease, CancellationToken cancellationToken)
    {
        if (!connection.IsConnected)
        {
            return;
        }

        try
        {
            await connection.Database
                .SortedSetAddAsync(connection.Keys.Leases, lease, 0, SortedSetWhen.Exists)
                .WaitAsync(RedisConnection.Timeout, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisConnection.IsOutage(exception) || exception is OperationCanceledException)
        {
            Log.NotReturned(logger, exception);
        }
    }

    public Task RehearseAsync(string lease) => rehearsal.RunAsync(lease);

    public void Sweep() => sweeper.Start();

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The lease could not be given back. It will expire.", EventName = "NotReturned")]
        public static partial void NotReturned(ILogger logger, Exception exception);
    }
}
