using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>Sends messages through the channels of rooms and instances.</summary>
internal sealed class RedisRoomRelay(RoomSubscriptions subscriptions, RedisConnection connection, Membership membership) : IRoomRelay
{
    public bool TryPublish(IRosterReplica room, RoomMessage message)
    {
        // A replica that is not kept up to date serves no peers: receivers on this instance get the message through the channel.
        string? from = null;
        if (subscriptions.TryGet(room, out var subscription))
        {
            from = membership.Instance;
            if (subscription.IsDetached)
            {
                return false;
            }
        }

        return (subscription is not null || membership.IsMember)
            && TryPublish(connection.Keys.ChannelOf(subscriptions.NameOf(room)), RosterJson.Write(message, from));
    }

    public void Answer(string instance, RoomAnswer answer)
    {
        _ = TryPublish(connection.Keys.ChannelOf(instance), RosterJson.Write(new InstanceMessage { Hub = subscriptions.Hub, Answer = answer }));
    }

    private bool TryPublish(RedisChannel channel, byte[] message)
    {
        try
        {
            _ = connection.Subscriber.Publish(channel, message, CommandFlags.FireAndForget);
            return true;
        }
        catch (Exception exception) when (RedisConnection.IsOutage(exception))
        {
            return false;
        }
    }
}
