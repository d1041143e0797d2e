using Protoo.Benchmarks.Clients;
using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>Connections that join a room and stay silent: what does one cost in memory?</summary>
internal sealed class IdleScenario(string key, string title, int connections, int peersPerRoom) : Scenario(key, title)
{
    public override IReadOnlyList<Column> Columns => Measuring.Columns.OfIdle;

    public override bool TakesTurns => false;

    public override Task<Trial> StartAsync(Deployment deployment, BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var load = new IdleLoad();
        var group = new ClientGroup(deployment.GetEndPoint, deployment.Contender.Path, deployment.Contender.Dialect, load);
        return Task.FromResult<Trial>(new IdleTrial(load, group, deployment, connections, peersPerRoom));
    }
}
