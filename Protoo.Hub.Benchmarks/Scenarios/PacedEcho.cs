using Protoo.Benchmarks.Clients;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>
/// An open loop: clients take turns to send requests at fixed moments, whether earlier ones are answered or not. The latency is from the
/// moment when a request was due, so that a delay counts for every request that it holds up.
/// </summary>
/// <param name="connections">The number of clients.</param>
/// <param name="requestsPerSecond">The number of requests per second that all clients send together.</param>
/// <param name="payload">The size of a request's data, in bytes.</param>
/// <param name="clientsPerTalker">The number of clients of which one talks.</param>
internal sealed class PacedEcho(int connections, int requestsPerSecond, int payload, int clientsPerTalker = 1) : EchoLoad(connections, payload)
{
    private LoadClient[] _talkers = [];
    private long _sent;
    private int _starts;

    protected override void SendFirst(IReadOnlyList<LoadClient> clients)
    {
        _talkers = [.. clients.Where(client => client.Index % clientsPerTalker == 0)];
        var start = ++_starts;
        Pacer.Start(TimeSpan.FromSeconds(1) / requestsPerSecond, due => TrySend(due, start));
    }

    private bool TrySend(long due, int start)
    {
        lock (Gate)
        {
            // The pacer of an earlier start may not have noticed yet that its run has ended.
            if (!IsSending || start != _starts)
            {
                return false;
            }

            var talker = _talkers[_sent++ % _talkers.Length];
            Send(talker, due);
            talker.Flush();
            return true;
        }
    }
}
