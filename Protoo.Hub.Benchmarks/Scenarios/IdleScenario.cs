using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>Measures the memory of a connection that joins a room and stays silent.</summary>
internal sealed class IdleScenario(string key, string title, int connections, int peersPerRoom) : Scenario(key, title)
{
    public override IReadOnlyList<Column> Columns => Measuring.Columns.OfIdle;

    public override bool TakesTurns => false;

    public override Trial CreateTrial(Deployment deployment, BenchmarkOptions options)
    {
        var load = new IdleLoad();
        return new IdleTrial(load, CreateGroup(deployment, load), deployment, connections, peersPerRoom);
    }
}
