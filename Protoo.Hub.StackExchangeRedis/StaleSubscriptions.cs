using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>
/// Ends subscriptions that have no listener here, but may exist in Redis. While a subscription is on its way, StackExchange.Redis does not
/// tell Redis that it is no longer wanted: it then begins, and stays until the connection ends.
/// </summary>
internal sealed class StaleSubscriptions(RedisConnection connection, TimeProvider timeProvider)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private static readonly Action<RedisChannel, RedisValue> s_nobody = static (_, _) => { };

    // Guarded by its own lock, like the field that follows.
    private readonly HashSet<RedisChannel> _channels = [];
    private bool _isRunning;

    /// <summary>Unsubscribes from a channel in such a way that Redis gets to know.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="unsubscribe">Removes its listeners.</param>
    public async Task UnsubscribeAsync(RedisChannel channel, Func<Task> unsubscribe)
    {
        var mayBegin = !IsSubscribed(channel);
        try
        {
            await unsubscribe().ConfigureAwait(false);
        }
        finally
        {
            if (mayBegin)
            {
                End(channel);
            }
        }
    }

    private bool IsSubscribed(RedisChannel channel)
    {
        try
        {
            return connection.Subscriber.SubscribedEndpoint(channel) is not null;
        }
        catch (Exception exception) when (RedisConnection.IsOutage(exception))
        {
            return false;
        }
    }

    // Does not wait.
    private void End(RedisChannel channel)
    {
        lock (_channels)
        {
            _ = _channels.Add(channel);
            if (_isRunning)
            {
                return;
            }

            _isRunning = true;
        }

        _ = Task.Run(EndAllAsync);
    }

    private async Task EndAllAsync()
    {
        try
        {
            while (TryTake(out var channel))
            {
                _ = await connection.WaitForConnectionAsync().ConfigureAwait(false);
                await EndAsync(channel).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The connection to Redis was disposed of.
        }
    }

    private async Task EndAsync(RedisChannel channel)
    {
        var subscriber = connection.Subscriber;
        try
        {
            // Redis confirms after all that was on its way. Other listeners, which may be there again, stay.
            await subscriber.SubscribeAsync(channel, s_nobody).ConfigureAwait(false);
            await subscriber.UnsubscribeAsync(channel, s_nobody).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisConnection.IsOutage(exception))
        {
            subscriber.Unsubscribe(channel, s_nobody, CommandFlags.FireAndForget);
            lock (_channels)
            {
                _ = _channels.Add(channel);
            }

            await Task.Delay(s_pause, timeProvider).ConfigureAwait(false);
        }
    }

    private bool TryTake(out RedisChannel channel)
    {
        lock (_channels)
        {
            channel = _channels.FirstOrDefault();
            _isRunning = _channels.Remove(channel);
            return _isRunning;
        }
    }
}
