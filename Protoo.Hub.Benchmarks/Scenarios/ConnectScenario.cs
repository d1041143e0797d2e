using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>
/// Connections that come, some at a time, until there are a thousand: what does one cost? They go again, which is not measured, and the next thousand
/// come. Each has a room of its own, so that nobody is told of it.
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
