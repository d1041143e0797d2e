using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>What an instance hears beside rooms: its own heartbeat, the answers to its requests, and the leases that have expired.</summary>
internal sealed class InstanceChannel(RedisConnection connection, InstanceId instance, TimeProvider timeProvider)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(400);

    // Written by the one that beats, and read by the reader of the channel.
    private TaskCompletionSource _heard = new();
    private long _beat;

    public RedisChannel Name => connection.Keys.ChannelOf(instance.Value);

    /// <summary>Begins a heartbeat.</summary>
    /// <param name="message">What is to be published.</param>
    /// <returns>Completes when it is heard.</returns>
    public Task ExpectBeat(out byte[] message)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        message = RosterJson.Write(new InstanceMessage { Beat = Interlocked.Increment(ref _beat) });
        Volatile.Write(ref _heard, heard);
        return heard.Task;
    }

    /// <summary>Subscribes, however long that takes.</summary>
    /// <param name="onAnswer">Handles an answer to a request.</param>
    /// <param name="onLeaseExpired">Handles a lease that has expired.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    public async Task SubscribeAsync(Action<InstanceMessage> onAnswer, Action<string> onLeaseExpired, CancellationToken cancellationToken)
    {
        var channel = Name;
        while (true)
        {
            try
            {
                // Registered even if Redis is away again: it is subscribed when Redis is back.
                await connection.Subscriber.SubscribeAsync(channel, (_, value) => OnMessage(value, onAnswer));
                await connection.Subscriber.SubscribeAsync(connection.Keys.ExpiredChannel, (_, value) => onLeaseExpired(value.ToString()));
                return;
            }
            catch (Exception exception) when (RedisConnection.IsOutage(exception))
            {
                _ = connection.Fail(exception);
                connection.Subscriber.Unsubscribe(channel, flags: CommandFlags.FireAndForget);
                await Task.Delay(s_pause, timeProvider, cancellationToken);
            }
        }
    }

    private void OnMessage(RedisValue value, Action<InstanceMessage> onAnswer)
    {
        var message = RosterJson.ReadInstanceMessage(((ReadOnlyMemory<byte>)value).Span);
        if (message.Answer is not null)
        {
            onAnswer(message);
        }
        else if (message.Beat == Volatile.Read(ref _beat))
        {
            _ = Volatile.Read(ref _heard).TrySetResult();
        }
    }
}
