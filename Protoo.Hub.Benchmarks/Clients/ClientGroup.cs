using System.Net;

namespace Protoo.Benchmarks.Clients;

/// <summary>The connections of one measurement, in rooms of the same size: client i is in room i / peersPerRoom.</summary>
internal sealed class ClientGroup : IAsyncDisposable
{
    private const int ConnectingAtOnce = 32;

    // SignalR's server drops a client after 30 s of silence. Keep-alives for all clients at once would be a load of their own.
    private const int KeepAliveTurns = 100;

    private static readonly TimeSpan s_keepAliveInterval = TimeSpan.FromSeconds(10) / KeepAliveTurns;
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);

    private readonly Func<int, int, IPEndPoint> _getServer;
    private readonly string _path;
    private readonly Dialect _dialect;
    private readonly IClientLoad _load;
    private readonly string _roomPrefix;
    private readonly List<LoadClient> _clients = [];
    private readonly Timer _keepAlive;
    private int _count;
    private int _keepAliveTurn;

    /// <param name="getServer">Returns the endpoint that a client of a room connects to.</param>
    /// <param name="path">The endpoint, without the query.</param>
    /// <param name="dialect">The dialect to speak to the server.</param>
    /// <param name="load">What the clients do.</param>
    /// <param name="roomPrefix">The prefix of the names of their rooms.</param>
    public ClientGroup(Func<int, int, IPEndPoint> getServer, string path, Dialect dialect, IClientLoad load, string roomPrefix = "r")
    {
        _getServer = getServer;
        _path = path;
        _dialect = dialect;
        _load = load;
        _roomPrefix = roomPrefix;
        _keepAlive = new Timer(_ => KeepAlive(), null, s_keepAliveInterval, s_keepAliveInterval);
    }

    public IReadOnlyList<LoadClient> Clients => _clients;

    /// <summary>Adds clients, a few at a time, and completes when all are in their rooms.</summary>
    public async Task ConnectAsync(int count, int peersPerRoom, CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(ConnectingAtOnce);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(s_timeout);
        try
        {
            var connecting = new List<Task>(count);
            for (var i = 0; i < count; i++)
            {
                await slots.WaitAsync(timeout.Token);
                connecting.Add(ConnectAsync(peersPerRoom, slots));
            }

            await Task.WhenAll(connecting).WaitAsync(timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BenchmarkException($"{count} clients were not connected within {s_timeout.TotalSeconds:N0} s");
        }
    }

    /// <summary>Closes the connections of all clients, and forgets the clients. Later ones get other rooms and names.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(_clients.Select(static client => client.CloseAsync())).WaitAsync(s_timeout, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new BenchmarkException($"the server did not close {_clients.Count} clients within {s_timeout.TotalSeconds:N0} s");
        }

        lock (_load.Gate)
        {
            _clients.ForEach(static client => client.Dispose());
            _clients.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _keepAlive.DisposeAsync();
        foreach (var client in _clients)
        {
            client.Dispose();
        }
    }

    private async Task ConnectAsync(int peersPerRoom, SemaphoreSlim slots)
    {
        LoadClient client;
        lock (_load.Gate)
        {
            client = new LoadClient(_count++, _dialect, _load);
            _clients.Add(client);
        }

        try
        {
            var room = client.Index / peersPerRoom;
            var peerId = $"p{client.Index}";
            await client.ConnectAsync(_getServer(client.Index, room), $"{_path}?roomId={_roomPrefix}{room}&peerId={peerId}{_dialect.GetCredentials(peerId)}");
        }
        finally
        {
            slots.Release();
        }
    }

    private void KeepAlive()
    {
        lock (_load.Gate)
        {
            for (var i = _keepAliveTurn++ % KeepAliveTurns; i < _clients.Count; i += KeepAliveTurns)
            {
                _clients[i].KeepAlive();
            }
        }
    }
}
