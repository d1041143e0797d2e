using Protoo.Benchmarks.Clients;
using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>Messages: what does one cost, and how long does it take?</summary>
internal sealed class LoadScenario(string key, string title, int rooms, int peersPerRoom, Func<MeteredLoad> createLoad, IReadOnlyList<string>? servers = null)
    : Scenario(key, title, servers)
{
    public override IReadOnlyList<Column> Columns => Measuring.Columns.OfLoad;

    public override bool TakesTurns => true;

    public override async Task<Trial> StartAsync(Deployment deployment, BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var load = createLoad();
        var group = new ClientGroup(deployment.GetEndPoint, deployment.Contender.Path, deployment.Contender.Dialect, load);
        try
        {
            await group.ConnectAsync(rooms * peersPerRoom, peersPerRoom, cancellationToken);
            return new LoadTrial(load, group, deployment, options);
        }
        catch
        {
            await group.DisposeAsync();
            throw;
        }
    }
}
