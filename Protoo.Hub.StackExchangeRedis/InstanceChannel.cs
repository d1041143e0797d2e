using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>
/// Receives what an instance needs besides rooms: its own heartbeats, the answers to its requests, what operators want of it, and expired
/// leases.
/// </summary>
internal sealed class InstanceChannel(RedisConnection connection, InstanceId instance, TimeProvider timeProvider)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(400);

    // Written by the heartbeat, and read by the handler of the channel.
    private TaskCompletionSource _heard = new();
    private long _beat;

    public RedisChannel Name => connection.Keys.ChannelOf(instance.Value);

    /// <summary>Prepares a heartbeat.</summary>
    /// <param name="message">The message to publish.</param>
    /// <returns>A task that completes when the message arrives.</returns>
    public Task ExpectBeat(out byte[] message)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        message = RosterJson.Write(new InstanceMessage { Beat = Interlocked.Increment(ref _beat) });
        Volatile.Write(ref _heard, heard);
        return heard.Task;
    }

    /// <summary>Subscribes, and retries until it succeeds.</summary>
    /// <param name="onAnswer">Handles an answer to a request.</param>
    /// <param name="onOther">Handles what operators have caused on other instances.</param>
    /// <param name="onLeaseExpired">Handles an expired lease.</param>
    /// <param name="cancellationToken">Cancels the attempts.</param>
    public async Task SubscribeAsync(Action<InstanceMessage> onAnswer, Action<InstanceMessage> onOther, Action<string> onLeaseExpired, CancellationToken cancellationToken)
    {
        var channel = Name;
        while (true)
        {
            try
            {
                // Takes effect even if Redis is away again: the subscription is made when Redis is back.
                await connection.Subscriber.SubscribeAsync(channel, (_, value) => OnMessage(value, onAnswer, onOther)).ConfigureAwait(false);
                await connection.Subscriber.SubscribeAsync(connection.Keys.ExpiredChannel, (_, value) => onLeaseExpired(value.ToString())).ConfigureAwait(false);
                return;
            }
            catch (Exception exception) when (RedisConnection.IsOutage(exception))
            {
                _ = connection.Fail(exception);
                connection.Subscriber.Unsubscribe(channel, flags: CommandFlags.FireAndForget);
                await Task.Delay(s_pause, timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private void OnMessage(RedisValue value, Action<InstanceMessage> onAnswer, Action<InstanceMessage> onOther)
    {
        var message = RosterJson.ReadInstanceMessage(((ReadOnlyMemory<byte>)value).Span);
        if (message.Answer is not null)
        {
            onAnswer(message);
        }
        else if (message.Beat == 0)
        {
            onOther(message);
        }
        else if (message.Beat == Volatile.Read(ref _beat))
        {
            _ = Volatile.Read(ref _heard).TrySetResult();
        }
    }
}
