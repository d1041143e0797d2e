using System.Diagnostics;
using Protoo.Benchmarks.Clients;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>
/// Some clients of every room notify the others. A message is one delivery; the latency is from the request to the delivery. A sender sends
/// again once its last request is answered and has reached everybody, so that no queue grows if the generator is slower than the server.
/// </summary>
internal sealed class NotifyLoop : MeteredLoad
{
    private readonly int _peersPerRoom;
    private readonly int _sendersPerRoom;
    private readonly int[] _sequences;
    private readonly int[] _awaited;
    private readonly int[] _lastReceived;
    private LoadClient[] _senders = [];

    public NotifyLoop(int rooms, int peersPerRoom, int sendersPerRoom)
    {
        _peersPerRoom = peersPerRoom;
        _sendersPerRoom = sendersPerRoom;
        _sequences = new int[rooms * sendersPerRoom];
        _awaited = new int[rooms * sendersPerRoom];
        _lastReceived = new int[rooms * peersPerRoom * sendersPerRoom];
    }

    public override void OnAnswer(LoadClient client, int id, long now) => Done(GetSender(client, client.Index % _peersPerRoom));

    public override void OnDelivery(LoadClient client, DeliveryStamp stamp, long now)
    {
        ref var last = ref _lastReceived[(client.Index * _sendersPerRoom) + stamp.Sender];
        if (stamp.Sequence <= last)
        {
            Reordered++;
            return;
        }

        last = stamp.Sequence;
        Received(now - stamp.SentAt);
        Done(GetSender(client, stamp.Sender));
    }

    protected override void SendFirst(IReadOnlyList<LoadClient> clients)
    {
        _senders = [.. clients.Where(client => client.Index % _peersPerRoom < _sendersPerRoom)];
        for (var sender = 0; sender < _senders.Length; sender++)
        {
            // Otherwise, the last outstanding answer or delivery makes the sender continue.
            if (_awaited[sender] == 0)
            {
                Send(sender);
            }
        }
    }

    private int GetSender(LoadClient peer, int number) => (peer.Index / _peersPerRoom * _sendersPerRoom) + number;

    private void Done(int sender)
    {
        if (--_awaited[sender] == 0 && IsSending)
        {
            Send(sender);
        }
    }

    private void Send(int sender)
    {
        var receivers = _peersPerRoom - 1;
        _awaited[sender] = receivers + 1;
        Sent(receivers);
        _senders[sender].Notify(new DeliveryStamp(sender % _sendersPerRoom, ++_sequences[sender], Stopwatch.GetTimestamp()));
        _senders[sender].Flush();
    }
}
