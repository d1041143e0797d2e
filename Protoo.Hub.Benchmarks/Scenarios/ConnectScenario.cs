using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>
/// Measures what it costs to connect. A thousand clients connect, a few at a time, and disconnect, which is not measured; then the next
/// thousand follow. Each client has its own room, so that no other peer is notified.
/// </summary>
internal sealed class ConnectScenario(string key, string title) : Scenario(key, title)
{
    public override IReadOnlyList<Column> Columns => Measuring.Columns.OfConnecting;

    public override bool TakesTurns => true;

    public override Trial CreateTrial(Deployment deployment, BenchmarkOptions options)
    {
        var load = new IdleLoad();
        return new ConnectTrial(load, CreateGroup(deployment, load), deployment, options);
    }
}
