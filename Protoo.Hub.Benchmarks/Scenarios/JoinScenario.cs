using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>Measures what it costs to fill one room, each of whose peers is told of all who join later.</summary>
/// <param name="key">The name on the command line.</param>
/// <param name="title">The name in the report.</param>
/// <param name="sizes">The numbers of peers.</param>
/// <param name="servers">The servers to measure if none is named.</param>
internal sealed class JoinScenario(string key, string title, IReadOnlyList<int> sizes, IReadOnlyList<string> servers) : Scenario(key, title, servers)
{
    public override IReadOnlyList<Column> Columns => Measuring.Columns.OfJoining;

    public override bool TakesTurns => false;

    public override Trial CreateTrial(Deployment deployment, BenchmarkOptions options) => new JoinTrial(deployment, sizes);
}
