using System.Diagnostics;
using Protoo.Benchmarks.Clients;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>
/// A closed loop: every client keeps some requests in flight, and an answer releases the next one, so that the server is never offered more
/// than it can do. The latency is from the request to its answer.
/// </summary>
/// <param name="connections">The number of clients.</param>
/// <param name="inFlight">The number of requests that each client has in flight.</param>
/// <param name="payload">The size of a request's data, in bytes.</param>
internal sealed class EchoLoop(int connections, int inFlight, int payload) : EchoLoad(connections, payload)
{
    protected override void SendFirst(IReadOnlyList<LoadClient> clients)
    {
        foreach (var client in clients)
        {
            for (var i = 0; i < inFlight; i++)
            {
                Send(client, Stopwatch.GetTimestamp());
            }

            client.Flush();
        }
    }

    protected override void OnAnswered(LoadClient client) => Send(client, Stopwatch.GetTimestamp());
}
