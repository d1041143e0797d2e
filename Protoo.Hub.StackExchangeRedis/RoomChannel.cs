using System.Threading.Channels;
using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>The subscription to a room's channel. Its messages are handled in their order, one after the other.</summary>
/// <param name="connection">The way to Redis.</param>
/// <param name="name">The room.</param>
/// <param name="room">Where what the messages of one burst make it send leaves together.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class RoomChannel(RedisConnection connection, RoomName name, IRosterReplica room, TimeProvider timeProvider)
{
    // Bounds a batch: a channel that never falls silent must still be flushed.
    private const int MessagesAtOnce = 64;

    private readonly SemaphoreSlim _subscribing = new(1);

    // Guarded by the semaphore.
    private ChannelMessageQueue? _queue;
    private volatile bool _isClosed;

    /// <summary>Subscribes, unless that is done, or the channel closed.</summary>
    /// <param name="onMessage">Handles a message. It does not throw.</param>
    public async Task SubscribeAsync(Action<ReadOnlyMemory<byte>> onMessage)
    {
        await _subscribing.WaitAsync();
        try
        {
            if (_queue is null && !_isClosed)
            {
                var queue = await connection.Subscriber.SubscribeAsync(connection.Keys.ChannelOf(name)).WaitAsync(RedisConnection.Timeout, timeProvider);
                _queue = queue;
                _ = Task.Run(() => ReceiveAsync(queue, onMessage));
            }
        }
        catch (Exception exception) when (RedisConnection.IsOutage(exception))
        {
            // Otherwise the subscription could succeed later, with a queue that nobody reads.
            connection.Subscriber.Unsubscribe(connection.Keys.ChannelOf(name), flags: CommandFlags.FireAndForget);
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
        await _subscribing.WaitAsync();
        try
        {
            if (_queue is { } queue)
            {
                _queue = null;
                await queue.UnsubscribeAsync().WaitAsync(RedisConnection.Timeout, timeProvider);
            }
        }
        catch (Exception exception) when (RedisConnection.IsOutage(exception))
        {
            // Without a queue there is nothing to subscribe to again.
        }
        finally
        {
            _subscribing.Release();
        }
    }

    /// <summary>Unsubscribes for good.</summary>
    public Task CloseAsync()
    {
        // First: who subscribes later finds it, and who did before is undone.
        _isClosed = true;
        return UnsubscribeAsync();
    }

    private async Task ReceiveAsync(ChannelMessageQueue queue, Action<ReadOnlyMemory<byte>> onMessage)
    {
        try
        {
            while (true)
            {
                var message = await queue.ReadAsync();
                room.SendTogether(() => OnMessages(message, queue, onMessage));
            }
        }
        catch (ChannelClosedException)
        {
            // It is unsubscribed.
        }
    }

    // The more there is to do, the more of it leaves together.
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
