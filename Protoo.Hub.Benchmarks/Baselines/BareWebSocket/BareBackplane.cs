using StackExchange.Redis;

namespace Protoo.Benchmarks.Baselines.BareWebSocket;

/// <summary>A hand-written backplane for several servers: one Redis channel per room, and no detection of missed messages.</summary>
internal sealed class BareBackplane
{
    private const byte Separator = (byte)'\n';

    private readonly ISubscriber _subscriber;

    private BareBackplane(ISubscriber subscriber) => _subscriber = subscriber;

    public static async Task<BareBackplane> ConnectAsync(string address) => new((await ConnectionMultiplexer.ConnectAsync(address)).GetSubscriber());

    public async Task SubscribeAsync(string roomId, Action<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> deliver)
    {
        var queue = await _subscriber.SubscribeAsync(RedisChannel.Literal(roomId));
        queue.OnMessage(message =>
        {
            ReadOnlyMemory<byte> bytes = message.Message;
            var end = bytes.Span.IndexOf(Separator);
            deliver(bytes[..end], bytes[(end + 1)..]);
        });
    }

    public void Unsubscribe(string roomId) => _subscriber.Unsubscribe(RedisChannel.Literal(roomId), flags: CommandFlags.FireAndForget);

    public void Publish(string roomId, ReadOnlyMemory<byte> senderId, ReadOnlyMemory<byte> message)
    {
        byte[] bytes = [.. senderId.Span, Separator, .. message.Span];
        _subscriber.Publish(RedisChannel.Literal(roomId), bytes, CommandFlags.FireAndForget);
    }
}
