using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>Measures the first minute of a server, as after a deploy: everybody comes back at once, and then some talk.</summary>
/// <param name="key">The name on the command line.</param>
/// <param name="title">The name in the report.</param>
/// <param name="connections">The number of connections that come at once.</param>
/// <param name="peersPerRoom">The number of peers in each room.</param>
/// <param name="clientsPerTalker">The number of clients of which one talks.</param>
/// <param name="requestsPerSecond">The number of requests per second that all talkers send together.</param>
/// <param name="servers">The servers to measure if none is named.</param>
internal sealed class ColdScenario(
    string key, string title, int connections, int peersPerRoom, int clientsPerTalker, int requestsPerSecond, IReadOnlyList<string> servers)
    : Scenario(key, title, servers)
{
    private const int Payload = 32;

    public override IReadOnlyList<Column> Columns => Measuring.Columns.OfColdStart;

    // A server is cold only once.
    public override bool TakesTurns => false;

    public override Trial CreateTrial(Deployment deployment, BenchmarkOptions options)
    {
        var load = new PacedEcho(connections, requestsPerSecond, Payload, clientsPerTalker);
        return new ColdTrial(load, CreateGroup(deployment, load), deployment, connections, peersPerRoom);
    }
}
