using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>Measures what a message costs and how long it takes.</summary>
internal sealed class LoadScenario(string key, string title, int rooms, int peersPerRoom, Func<MeteredLoad> createLoad, IReadOnlyList<string>? servers = null)
    : Scenario(key, title, servers)
{
    public override IReadOnlyList<Column> Columns => Measuring.Columns.OfLoad;

    public override bool TakesTurns => true;

    public override Trial CreateTrial(Deployment deployment, BenchmarkOptions options)
    {
        var load = createLoad();
        return new LoadTrial(load, CreateGroup(deployment, load), deployment, rooms, peersPerRoom, options);
    }
}
