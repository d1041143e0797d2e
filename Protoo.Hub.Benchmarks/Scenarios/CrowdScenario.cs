using Protoo.Benchmarks.Clients;
using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>Measures a large number of connections of which few talk: how long the talkers wait, and whether memory grows.</summary>
/// <param name="key">The name on the command line.</param>
/// <param name="title">The name in the report.</param>
/// <param name="connections">The number of connections, if the machine allows that many.</param>
/// <param name="peersPerRoom">The number of peers in each room.</param>
/// <param name="clientsPerTalker">The number of clients of which one talks.</param>
/// <param name="requestsPerTalker">The number of echo requests that each talker sends per second.</param>
/// <param name="servers">The servers to measure if none is named.</param>
internal sealed class CrowdScenario(
    string key, string title, int connections, int peersPerRoom, int clientsPerTalker, int requestsPerTalker, IReadOnlyList<string> servers)
    : Scenario(key, title, servers)
{
    private const int Payload = 32;

    public override IReadOnlyList<Column> Columns => Measuring.Columns.OfCrowd;

    public override bool TakesTurns => false;

    public override Trial CreateTrial(Deployment deployment, BenchmarkOptions options)
    {
        var count = GetConnections();
        var load = new PacedEcho(count, count / clientsPerTalker * requestsPerTalker, Payload, clientsPerTalker);
        return new CrowdTrial(load, CreateGroup(deployment, load), deployment, count, peersPerRoom);
    }

    // Rounded down to whole rooms and talkers. Half a crowd is still a crowd; fewer would be another scenario.
    private int GetConnections()
    {
        var possible = Math.Min(connections, FileDescriptors.GetConnections());
        return possible >= connections / 2
            ? possible / clientsPerTalker * clientsPerTalker
            : throw new BenchmarkException($"{connections:N0} connections need as many file descriptors, of which the hard limit (ulimit -Hn) leaves {possible:N0}");
    }
}
