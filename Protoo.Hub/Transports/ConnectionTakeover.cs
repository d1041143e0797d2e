using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Protoo.Protocol;

namespace Protoo.Transports;

/// <summary>
/// A connection of Kestrel's that may go on as a WebSocket after its HTTP request has ended, so that it does not hold Kestrel's HTTP, which
/// is a quarter of its memory.
/// </summary>
/// <remarks>
/// Kestrel leaves the pipes of an upgraded connection as they are when its request ends. Its HTTP would still be held, and would close the
/// connection, by the heartbeat, which knows no way to unregister: hence this one in its place.
/// </remarks>
internal sealed class ConnectionTakeover : IConnectionHeartbeatFeature
{
    private readonly ConnectionContext _connection;
    private readonly IDuplexPipe _transport;

    // Neither is kept for the life of the connection. The first is there while a request may be taken over.
    private TaskCompletionSource _released = CompletedSource.Instance;
    private TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // HTTP's, until it has ended.
    private volatile (Action<object> Action, object State)[]? _heartbeats = [];
    private Task? _run;

    private ConnectionTakeover(ConnectionContext connection, IServiceScopeFactory scopes)
    {
        _connection = connection;
        Scopes = scopes;
        _transport = connection.Transport;
    }

    /// <summary>Whether HTTP reads and writes what came in here: TLS, for example, may have been added in between.</summary>
    public bool IsInPlace => ReferenceEquals(_connection.Transport, _transport);

    /// <summary>Canceled when the connection is gone.</summary>
    public CancellationToken Closed => _connection.ConnectionClosed;

    /// <summary>The app's services.</summary>
    public IServiceScopeFactory Scopes { get; }

    /// <summary>The features of the connection, without those of HTTP.</summary>
    public IFeatureCollection Features => _connection.Features;

    /// <summary>Runs HTTP on a connection, and then what has taken it over, if anything has.</summary>
    public static async Task RunAsync(ConnectionContext connection, ConnectionDelegate http, IServiceScopeFactory scopes)
    {
        if (connection.Features.Get<IConnectionHeartbeatFeature>() is not { } heartbeat)
        {
            await http(connection).ConfigureAwait(false);
            return;
        }

        var takeover = new ConnectionTakeover(connection, scopes);
        heartbeat.OnHeartbeat(static takeover => ((ConnectionTakeover)takeover).Beat(), takeover);
        connection.Features.Set<IConnectionHeartbeatFeature>(takeover);
        try
        {
            await http(connection).ConfigureAwait(false);
        }
        finally
        {
            takeover._heartbeats = null;
            takeover._left.TrySetResult();
        }

        if (takeover._run is { } run)
        {
            await run.ConfigureAwait(false);
        }
    }

    public void OnHeartbeat(Action<object> action, object state)
    {
        if (_heartbeats is { } heartbeats)
        {
            _heartbeats = [.. heartbeats, (action, state)];
        }
    }

    /// <summary>Runs a native connection, within its HTTP request at first.</summary>
    /// <returns>Completes when the request is no longer needed.</returns>
    /// <inheritdoc cref="ProtooConnectionContext.RunAsync" path="/param" />
    public Task RunAsync(ProtooConnectionContext connection, ConnectionDelegate hub, bool refusesAfterUpgrade)
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _released = released;

        // The execution context may lead to the request.
        using (ExecutionContext.SuppressFlow())
        {
            _run = connection.RunAsync(hub, refusesAfterUpgrade);
        }

        return released.Task;
    }

    /// <summary>Lets go of the HTTP request.</summary>
    public void Release() => _released.TrySetResult();

    /// <summary>Ends the HTTP request, which has been upgraded, and waits for that.</summary>
    /// <returns>The WebSocket of the connection, and the stream under it.</returns>
    public async Task<(WebSocket WebSocket, UpgradedStream Stream)> TakeAsync(ProtooOptions options)
    {
        Release();
        await _left.Task.ConfigureAwait(false);
        (_released, _left) = (CompletedSource.Instance, CompletedSource.Instance);
        var transport = new TransportStream(_connection);
        var stream = new UpgradedStream(transport);
        var webSocket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions
        {
            IsServer = true,
            SubProtocol = ProtooHubProtocol.ProtocolName,
            KeepAliveInterval = options.KeepAliveInterval,
            KeepAliveTimeout = options.KeepAliveTimeout,
        });
        transport.SetWebSocket(webSocket);
        return (webSocket, stream);
    }

    public void Abort() => _connection.Abort();

    private void Beat()
    {
        foreach (var (action, state) in _heartbeats ?? [])
        {
            action(state);
        }
    }
}
