using Protoo.Benchmarks.Clients;
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

    public override Task<Trial> StartAsync(Deployment deployment, BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var load = new IdleLoad();
        var group = new ClientGroup(deployment.GetEndPoint, deployment.Contender.Path, deployment.Contender.Dialect, load);
        return Task.FromResult<Trial>(new ConnectTrial(load, group, deployment, options));
    }
}
