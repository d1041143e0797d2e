using System.Threading.Channels;
using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>The subscription to a room's channel. Messages are handled in order, one at a time.</summary>
/// <param name="connection">The connection to Redis.</param>
/// <param name="name">The name of the room.</param>
/// <param name="room">The replica of the room. Everything that it sends because of one burst of messages leaves together.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class RoomChannel(RedisConnection connection, RoomName name, IRosterReplica room, TimeProvider timeProvider)
{
    // Limits a batch: a channel that is never idle must still be flushed.
    private const int MessagesAtOnce = 64;

    private readonly SemaphoreSlim _subscribing = new(1);

    // Guarded by the semaphore.
    private ChannelMessageQueue? _queue;
    private volatile bool _isClosed;

    /// <summary>Subscribes, unless the channel is already subscribed or closed.</summary>
    /// <param name="onMessage">Handles a message. Must not throw.</param>
    public async Task SubscribeAsync(Action<ReadOnlyMemory<byte>> onMessage)
    {
        await _subscribing.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_queue is null && !_isClosed)
            {
                await connection.StaleSubscriptions.WantAsync(connection.Keys.ChannelOf(name)).WaitAsync(RedisConnection.Timeout, timeProvider).ConfigureAwait(false);
                var queue = await connection.Subscriber.SubscribeAsync(connection.Keys.ChannelOf(name)).WaitAsync(RedisConnection.Timeout, timeProvider).ConfigureAwait(false);
                _queue = queue;
                _ = Task.Run(() => ReceiveAsync(queue, onMessage));
            }
        }
        catch (Exception exception) when (RedisConnection.IsOutage(exception))
        {
            // Otherwise the subscription could succeed later, with a queue that nobody reads.
            await connection.StaleSubscriptions.UnsubscribeAsync(connection.Keys.ChannelOf(name), () =>
            {
                connection.Subscriber.Unsubscribe(connection.Keys.ChannelOf(name), flags: CommandFlags.FireAndForget);
                return Task.CompletedTask;
            }).ConfigureAwait(false);
            throw;
        }
        finally
        {
            _subscribing.Release();
        }
    }

    /// <summary>Unsubscribes, so that the next subscription is a new one.</summary>
    public async Task UnsubscribeAsync()
    {
        await _subscribing.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_queue is { } queue)
            {
                _queue = null;
                await connection.StaleSubscriptions.UnsubscribeAsync(
                    connection.Keys.ChannelOf(name),
                    () => queue.UnsubscribeAsync().WaitAsync(RedisConnection.Timeout, timeProvider)).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (RedisConnection.IsOutage(exception))
        {
            // Without a queue, there is nothing to resubscribe.
        }
        finally
        {
            _subscribing.Release();
        }
    }

    /// <summary>Unsubscribes permanently.</summary>
    public Task CloseAsync()
    {
        // Set first: a later subscription sees it, and an earlier one is undone.
        _isClosed = true;
        return UnsubscribeAsync();
    }

    private async Task ReceiveAsync(ChannelMessageQueue queue, Action<ReadOnlyMemory<byte>> onMessage)
    {
        try
        {
            while (true)
            {
                var message = await queue.ReadAsync().ConfigureAwait(false);
                room.SendTogether(() => OnMessages(message, queue, onMessage));
            }
        }
        catch (ChannelClosedException)
        {
            // The channel was unsubscribed.
        }
    }

    // The more messages there are, the more of their results leave together.
    private static void OnMessages(ChannelMessage message, ChannelMessageQueue queue, Action<ReadOnlyMemory<byte>> onMessage)
    {
        var count = 0;
        do
        {
            onMessage(message.Message);
        }
        while (++count < MessagesAtOnce && queue.TryRead(out message));
    }
}
