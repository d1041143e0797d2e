using System.Net;
using System.Net.Sockets;

namespace Protoo.Tests.Infrastructure;

/// <summary>A network between an instance and Redis that a test can cut. A connection that stays open loses no bytes.</summary>
internal sealed class RedisProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ProxyGate _gate = new();
    private readonly List<ProxyConnection> _connections = [];
    private readonly int _port;
    private readonly Task _accepting;
    private bool _isCut;

    private RedisProxy(int port)
    {
        _port = port;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public static RedisProxy Start(RedisServer redis) => Start(redis.Port);

    /// <inheritdoc cref="Start(RedisServer)" />
    public static RedisProxy Start(int port) => new(port);

    /// <summary>Closes all connections, and every new one at once.</summary>
    public void Cut()
    {
        ProxyConnection[] connections;
        lock (_connections)
        {
            _isCut = true;
            connections = [.. _connections];
        }

        foreach (var connection in connections)
        {
            connection.Close();
        }
    }

    /// <summary>
    /// Forwards nothing, as if the network were gone: no bytes, no opening and closing of connections. Connections stay open, and
    /// new ones wait.
    /// </summary>
    public void Hold()
    {
        lock (_connections)
        {
            _isCut = false;
            _gate.Shut();
        }
    }

    /// <summary>Forwards again, held data first.</summary>
    public void Restore()
    {
        lock (_connections)
        {
            _isCut = false;
            _gate.Open();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting.DefaultTimeout();
        Cut();
        await Task.WhenAll(_connections.Select(static connection => connection.Ended)).DefaultTimeout();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Add(await _listener.AcceptSocketAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The listener is closed, perhaps between two connections.
        }
    }

    private void Add(Socket client)
    {
        lock (_connections)
        {
            if (_isCut)
            {
                client.Dispose();
            }
            else
            {
                _connections.Add(new ProxyConnection(client, _port, _gate));
            }
        }
    }
}
