using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>Measures the memory of a connection that joins a room and stays silent.</summary>
/// <param name="key">See <see cref="Scenario"/>.</param>
/// <param name="title">See <see cref="Scenario"/>.</param>
/// <param name="connections">The connections whose resident memory is measured.</param>
/// <param name="connectionsHeld">The further connections that tell what a full collection leaves of one.</param>
/// <param name="peersPerRoom">The number of peers in a room.</param>
internal sealed class IdleScenario(string key, string title, int connections, int connectionsHeld, int peersPerRoom)
    : Scenario(key, title, [.. ContenderCatalog.WithoutRedis, "room-takeover", "room-lean"])
{
    public override IReadOnlyList<Column> Columns => Measuring.Columns.OfIdle;

    public override bool TakesTurns => false;

    public override Trial CreateTrial(Deployment deployment, BenchmarkOptions options)
    {
        var load = new IdleLoad();
        return new IdleTrial(load, CreateGroup(deployment, load), deployment, connections, connectionsHeld, peersPerRoom);
    }
}
