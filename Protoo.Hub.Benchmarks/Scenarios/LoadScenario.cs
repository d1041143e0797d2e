using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>Messages: what does one cost, and how long does it take?</summary>
/// <param name="key">Its name on the command line.</param>
/// <param name="title">Its name in the report.</param>
/// <param name="rooms">How many rooms there are.</param>
/// <param name="peersPerRoom">How many meet.</param>
/// <param name="createLoad">Makes what they do.</param>
/// <param name="servers">Those that are measured when none is named.</param>
/// <param name="trickles">Whether servers have a <see cref="Trickle"/> of requests throughout.</param>
internal sealed class LoadScenario(
    string key, string title, int rooms, int peersPerRoom, Func<MeteredLoad> createLoad, IReadOnlyList<string>? servers = null, bool trickles = false)
    : Scenario(key, title, servers)
{
    public override IReadOnlyList<Column> Columns => Measuring.Columns.OfLoad;

    public override bool TakesTurns => true;

    public override Trial CreateTrial(Deployment deployment, BenchmarkOptions options)
    {
        var load = createLoad();
        return new LoadTrial(load, CreateGroup(deployment, load), deployment, rooms, peersPerRoom, options, trickles ? new Trickle(deployment) : null);
    }
}
