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

    // The channel whose subscription is being ended, and what completes when that is over.
    private RedisChannel _ending;
    private TaskCompletionSource? _ended;

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

    /// <summary>
    /// Called before a channel is subscribed to. Completes when nothing ends a subscription to it: an unsubscription that overlaps with a
    /// subscription could reach Redis after it, and nobody would notice.
    /// </summary>
    public async Task WantAsync(RedisChannel channel)
    {
        while (true)
        {
            Task ended;
            lock (_channels)
            {
                _ = _channels.Remove(channel);
                if (_ended is null || _ending != channel)
                {
                    return;
                }

                ended = _ended.Task;
            }

            await ended.ConfigureAwait(false);
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
                try
                {
                    _ = await connection.WaitForConnectionAsync().ConfigureAwait(false);
                    await EndAsync(channel).ConfigureAwait(false);
                }
                finally
                {
                    OnEnded();
                }
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

    private void OnEnded()
    {
        lock (_channels)
        {
            _ended!.SetResult();
            _ended = null;
        }
    }

    private bool TryTake(out RedisChannel channel)
    {
        lock (_channels)
        {
            channel = _channels.FirstOrDefault();
            _isRunning = _channels.Remove(channel);
            if (_isRunning)
            {
                _ending = channel;
                _ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return _isRunning;
        }
    }
}
