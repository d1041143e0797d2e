using Protoo.Benchmarks.Clients;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>
/// One more client, in its own room, that sends ten requests a second from before the warm-up to the end: a server that waits for its turn
/// has little to do, but not nothing.
/// </summary>
internal sealed class Trickle : IAsyncDisposable
{
    private readonly PacedEcho _load = new(connections: 1, requestsPerSecond: 10, payload: 32);
    private readonly ClientGroup _group;

    public Trickle(Deployment deployment)
    {
        _group = new ClientGroup(deployment.GetEndPoint, deployment.Contender.Path, deployment.Contender.Dialect, _load, roomPrefix: "trickle");
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _group.ConnectAsync(count: 1, peersPerRoom: 1, cancellationToken);
        _load.Start(_group.Clients);
    }

    public ValueTask DisposeAsync()
    {
        _load.Stop();
        return _group.DisposeAsync();
    }
}
