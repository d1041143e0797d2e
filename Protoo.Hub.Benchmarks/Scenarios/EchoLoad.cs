using System.Text;
using Protoo.Benchmarks.Clients;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>Clients send echo requests. A message is a request with its answer.</summary>
/// <param name="connections">The number of clients.</param>
/// <param name="payload">The size of a request's data, in bytes.</param>
internal abstract class EchoLoad(int connections, int payload) : MeteredLoad
{
    private readonly byte[] _data = CreateData(payload);
    private readonly Dictionary<int, long>?[] _sentAt = new Dictionary<int, long>?[connections];

    public override void OnAnswer(LoadClient client, int id, long now)
    {
        if (_sentAt[client.Index] is not { } sentAt || !sentAt.Remove(id, out var at))
        {
            Reordered++;
            return;
        }

        Received(now - at);
        if (IsSending)
        {
            OnAnswered(client);
        }
    }

    public override void OnDelivery(LoadClient client, DeliveryStamp stamp, long now) => Break("a delivery that nobody sent");

    /// <summary>Called when a client has received an answer and may send again.</summary>
    protected virtual void OnAnswered(LoadClient client)
    {
    }

    /// <summary>Writes a request.</summary>
    /// <param name="client">The client that sends it, with the next flush.</param>
    /// <param name="at">The time from which its latency counts.</param>
    protected void Send(LoadClient client, long at)
    {
        (_sentAt[client.Index] ??= []).Add(client.Echo(_data), at);
        Sent(1);
    }

    private static byte[] CreateData(int payload)
    {
        const string Frame = """{"text":""}""";
        return Encoding.ASCII.GetBytes(Frame.Insert(Frame.Length - 2, new string('x', payload - Frame.Length)));
    }
}
