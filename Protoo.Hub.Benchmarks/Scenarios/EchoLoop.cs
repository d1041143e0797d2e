using System.Diagnostics;
using System.Text;
using Protoo.Benchmarks.Clients;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>Every client has some echo requests in flight. A message is a request with its answer; the latency is from the one to the other.</summary>
internal sealed class EchoLoop : ClosedLoop
{
    private readonly int _inFlight;
    private readonly byte[] _data;
    private readonly Dictionary<int, long>[] _sentAt;

    /// <param name="connections">How many clients there are.</param>
    /// <param name="inFlight">How many requests each has in flight.</param>
    /// <param name="payload">The size of a request's data, in bytes.</param>
    public EchoLoop(int connections, int inFlight, int payload)
    {
        const string Frame = """{"text":""}""";
        _inFlight = inFlight;
        _data = Encoding.ASCII.GetBytes(Frame.Insert(Frame.Length - 2, new string('x', payload - Frame.Length)));
        _sentAt = [.. Enumerable.Range(0, connections).Select(_ => new Dictionary<int, long>(inFlight))];
    }

    public override void OnAnswer(LoadClient client, int id, long now)
    {
        if (!_sentAt[client.Index].Remove(id, out var sentAt))
        {
            Reordered++;
            return;
        }

        Received(now - sentAt);
        if (IsSending)
        {
            Send(client);
        }
    }

    public override void OnDelivery(LoadClient client, DeliveryStamp stamp, long now) => Break("a delivery that nobody sent");

    protected override void SendFirst(IReadOnlyList<LoadClient> clients)
    {
        foreach (var client in clients)
        {
            for (var i = 0; i < _inFlight; i++)
            {
                Send(client);
            }

            client.Flush();
        }
    }

    private void Send(LoadClient client)
    {
        _sentAt[client.Index].Add(client.Echo(_data), Stopwatch.GetTimestamp());
        Sent(1);
    }
}
