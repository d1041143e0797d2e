namespace Protoo.Benchmarks.Baselines.BareWebSocket;

/// <summary>Who is in a room, and how the room is told something.</summary>
internal sealed class BareRoom
{
    private readonly string _id;
    private readonly BareBackplane? _backplane;
    private volatile BareConnection[] _peers = [];

    /// <param name="id">Its id.</param>
    /// <param name="backplane">Where the other servers are that have the room, too; null if there are none.</param>
    public BareRoom(string id, BareBackplane? backplane)
    {
        _id = id;
        _backplane = backplane;
        Subscribed = backplane?.SubscribeAsync(id, DeliverFromElsewhere) ?? Task.CompletedTask;
    }

    /// <summary>Replaced as a whole when somebody joins or leaves, so that senders need no lock.</summary>
    public BareConnection[] Peers
    {
        get => _peers;
        set => _peers = value;
    }

    public Task Subscribed { get; }

    public void Unsubscribe() => _backplane?.Unsubscribe(_id);

    /// <summary>Sends a message to all others; whoever cannot take it at once delays the sender's answer, but nobody else's notification.</summary>
    public ValueTask NotifyOthersAsync(BareConnection sender, ReadOnlyMemory<byte> message)
    {
        if (_backplane is null)
        {
            return Deliver(sender.PeerId, message);
        }

        // The others on this server get it from Redis, too: all get all in the same order.
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
        // A peer that is about to leave is not an error.
        await Task.WhenAll(waiting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
