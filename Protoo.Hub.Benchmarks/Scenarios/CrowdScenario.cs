using Protoo.Benchmarks.Clients;
using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>Very many connections, of which few talk: how long do those wait, and does memory grow?</summary>
/// <param name="key">Its name on the command line.</param>
/// <param name="title">Its name in the report.</param>
/// <param name="connections">How many there are, if the machine allows so many.</param>
/// <param name="peersPerRoom">How many meet.</param>
/// <param name="clientsPerTalker">Of so many, one talks.</param>
/// <param name="requestsPerTalker">How many echo requests a second those send.</param>
/// <param name="servers">Those that are measured when none is named.</param>
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

    // In whole rooms and talkers. Half a crowd is still one; less would be another scenario.
    private int GetConnections()
    {
        var possible = Math.Min(connections, FileDescriptors.GetConnections());
        return possible >= connections / 2
            ? possible / clientsPerTalker * clientsPerTalker
            : throw new BenchmarkException($"{connections:N0} connections need as many file descriptors, of which the hard limit (ulimit -Hn) leaves {possible:N0}");
    }
}
