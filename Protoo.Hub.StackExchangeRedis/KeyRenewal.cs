using Microsoft.Extensions.Hosting;

namespace Protoo.Clustering.Redis;

/// <summary>
/// Keeps the rooms that have peers here from expiring. Each room is renewed once per interval, in small batches spread over the interval. A
/// room that a script writes in between gets its full time anyway.
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
                await RenewAllAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    private async Task RenewAllAsync(CancellationToken cancellationToken)
    {
        // Rooms that are opened in the meantime have their full time.
        RoomSubscription[][] batches = [.. membership.Subscriptions.Chunk(RoomsAtOnce)];

        // Randomly shortened, or instances that started together would renew together forever.
        var interval = connection.Expiry.RenewalInterval * (0.8 + (0.2 * Random.Shared.NextDouble()));
        foreach (var batch in batches)
        {
            await Task.Delay(interval / (batches.Length + 1), timeProvider, cancellationToken).ConfigureAwait(false);
            await RenewAsync(batch, cancellationToken).ConfigureAwait(false);
        }

        await Task.Delay(interval / (batches.Length + 1), timeProvider, cancellationToken).ConfigureAwait(false);
        await RenewAsync([], cancellationToken).ConfigureAwait(false);
    }

    // Also renews the set of the lease's rooms, which takes one command.
    private async Task RenewAsync(RoomSubscription[] rooms, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await membership.WaitUntilMemberAsync(cancellationToken).ConfigureAwait(false);
                var isThere = await connection.AskAsync(database => Task.WhenAll(
                [
                    database.KeyExpireAsync(connection.Keys.RoomsOf(membership.Lease), connection.Expiry.Leases),
                    .. rooms.Select(room => database.KeyExpireAsync(connection.Keys.Room(room.Name), connection.Expiry.Rooms)),
                ])).ConfigureAwait(false);
                foreach (var (room, _) in rooms.Zip(isThere.Skip(1)).Where(static pair => !pair.Second))
                {
                    // Redis has lost the room.
                    room.Reconcile();
                }

                return;
            }
            catch (ProtooException)
            {
                // Redis is away. All rooms are written again when it is back.
                await Task.Delay(s_pause, timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
