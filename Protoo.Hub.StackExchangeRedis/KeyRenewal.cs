using Microsoft.Extensions.Hosting;

namespace Protoo.Clustering.Redis;

/// <summary>
/// Keeps the rooms that have peers here from expiring: each is renewed once in an interval, a few at a time, spread over it. What a room's
/// scripts write in between has its full time anyway.
/// </summary>
internal sealed class KeyRenewal(RedisConnection connection, Membership membership, TimeProvider timeProvider) : BackgroundService
{
    private const int RoomsAtOnce = 64;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await RenewAllAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task RenewAllAsync(CancellationToken cancellationToken)
    {
        // Those that are opened meanwhile have their full time.
        RoomSubscription[][] batches = [.. membership.Subscriptions.Chunk(RoomsAtOnce)];

        // A bit less now and then, or instances that were started together would renew together for ever.
        var interval = connection.Expiry.RenewalInterval * (0.8 + (0.2 * Random.Shared.NextDouble()));
        foreach (var batch in batches)
        {
            await Task.Delay(interval / (batches.Length + 1), timeProvider, cancellationToken);
            await RenewAsync(batch, cancellationToken);
        }

        await Task.Delay(interval / (batches.Length + 1), timeProvider, cancellationToken);
        await RenewAsync([], cancellationToken);
    }

    // With the rooms of the lease, which is one command.
    private async Task RenewAsync(RoomSubscription[] rooms, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await membership.WaitUntilMemberAsync(cancellationToken);
                var isThere = await connection.AskAsync(database => Task.WhenAll(
                [
                    database.KeyExpireAsync(connection.Keys.RoomsOf(membership.Lease), connection.Expiry.Leases),
                    .. rooms.Select(room => database.KeyExpireAsync(connection.Keys.Room(room.Name), connection.Expiry.Rooms)),
                ]));
                foreach (var (room, _) in rooms.Zip(isThere.Skip(1)).Where(static pair => !pair.Second))
                {
                    // Redis has lost it.
                    room.Reconcile();
                }

                return;
            }
            catch (ProtooException)
            {
                // Redis is away. When it is back, all rooms are written anew.
                await Task.Delay(s_pause, timeProvider, cancellationToken);
            }
        }
    }
}
