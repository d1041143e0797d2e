using Microsoft.Extensions.Hosting;

namespace Protoo.Clustering.Redis;

/// <summary>Runs the heartbeat of this instance, from the first connection to Redis until the host stops.</summary>
internal sealed class HeartbeatService(RedisConnection connection, InstanceChannel channel, InstanceRelay relay, Membership membership) : BackgroundService
{
    // Including the time that Redis may take to answer, an outage is detected within two seconds.
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(400);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await membership.EndAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        connection.Metrics.ObserveLease(() => membership.LeaseAge);
        try
        {
            var multiplexer = await connection.WaitForConnectionAsync().WaitAsync(stoppingToken).ConfigureAwait(false);
            multiplexer.ConnectionFailed += (_, _) => membership.BeatNow();
            multiplexer.ConnectionRestored += (_, _) => membership.Recheck();
            await channel.SubscribeAsync(membership.OnAnswer, relay.OnMessage, membership.OnLeaseExpired, stoppingToken).ConfigureAwait(false);
            while (true)
            {
                await membership.BeatOnceAsync().ConfigureAwait(false);
                await membership.WaitForBeatAsync(s_interval, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }
}
