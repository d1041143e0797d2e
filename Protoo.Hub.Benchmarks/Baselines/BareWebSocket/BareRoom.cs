namespace Protoo.Benchmarks.Baselines.BareWebSocket;

/// <summary>Holds the peers of a room and notifies them.</summary>
internal sealed class BareRoom
{
    private readonly string _id;
    private readonly BareBackplane? _backplane;
    private volatile BareConnection[] _peers = [];

    /// <param name="id">The id of the room.</param>
    /// <param name="backplane">The way to the other servers that have the room; null if there are none.</param>
    public BareRoom(string id, BareBackplane? backplane)
    {
        _id = id;
        _backplane = backplane;
        Subscribed = backplane?.SubscribeAsync(id, DeliverFromElsewhere) ?? Task.CompletedTask;
    }

    /// <summary>The peers. The array is replaced when a peer joins or leaves, so that senders need no lock.</summary>
    public BareConnection[] Peers
    {
        get => _peers;
        set => _peers = value;
    }

    public Task Subscribed { get; }

    public void Unsubscribe() => _backplane?.Unsubscribe(_id);

    /// <summary>
    /// Sends a message to all others. A receiver that cannot take it at once delays the sender's answer, but no other peer's notification.
    /// </summary>
    public ValueTask NotifyOthersAsync(BareConnection sender, ReadOnlyMemory<byte> message)
    {
        if (_backplane is null)
        {
            return Deliver(sender.PeerId, message);
        }

        // Peers on this server also get the message from Redis, so that all peers see the same order.
        _backplane.Publish(_id, sender.PeerId, message);
        return default;
    }

    private void DeliverFromElsewhere(ReadOnlyMemory<byte> senderId, ReadOnlyMemory<byte> message) => _ = Deliver(senderId, message).AsTask();

    private ValueTask Deliver(ReadOnlyMemory<byte> senderId, ReadOnlyMemory<byte> message)
    {
        List<Task>? waiting = null;
        foreach (var peer in _peers)
        {
            if (!peer.PeerId.Span.SequenceEqual(senderId.Span))
            {
                var sending = peer.SendAsync(message);
                if (!sending.IsCompletedSuccessfully)
                {
                    (waiting ??= []).Add(sending.AsTask());
                }
            }
        }

        return waiting is null ? default : WaitAsync(waiting);
    }

    private static async ValueTask WaitAsync(List<Task> waiting)
    {
        // It is not an error if a peer is about to leave.
        await Task.WhenAll(waiting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
