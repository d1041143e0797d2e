using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>Measures how long peers wait for their echo while others attack the server.</summary>
/// <param name="key">The name on the command line.</param>
/// <param name="title">The name in the report.</param>
/// <param name="connections">The number of peers.</param>
/// <param name="peersPerRoom">The number of peers in each room.</param>
/// <param name="requestsPerSecond">The number of echo requests per second that all peers send together.</param>
/// <param name="servers">The servers to measure if none is named.</param>
internal sealed class HostileScenario(string key, string title, int connections, int peersPerRoom, int requestsPerSecond, IReadOnlyList<string> servers)
    : Scenario(key, title, servers)
{
    private const int Payload = 32;

    public override IReadOnlyList<Column> Columns => Measuring.Columns.OfAttacks;

    public override bool TakesTurns => false;

    public override Trial CreateTrial(Deployment deployment, BenchmarkOptions options)
    {
        var load = new PacedEcho(connections, requestsPerSecond, Payload);
        return new HostileTrial(load, CreateGroup(deployment, load), deployment, connections, peersPerRoom, options);
    }
}
