using System.Net;
using System.Net.Sockets;

namespace Protoo.Tests.Infrastructure;

/// <summary>A connection through a proxy: two sockets, and the forwarding between them.</summary>
internal sealed class ProxyConnection
{
    private readonly Socket _client;
    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly int _port;
    private readonly ProxyGate _gate;
    private readonly CancellationTokenSource _closed = new();

    /// <param name="client">The connected client.</param>
    /// <param name="port">The port of the server.</param>
    /// <param name="gate">The gate that everything passes.</param>
    public ProxyConnection(Socket client, int port, ProxyGate gate)
    {
        _client = client;
        _client.NoDelay = true;
        _port = port;
        _gate = gate;
        Ended = RunAsync();
    }

    public Task Ended { get; }

    /// <summary>Closes both sides at once, even with data in transit.</summary>
    public void Close()
    {
        _closed.Cancel();
        _client.Dispose();
        _server.Dispose();
    }

    private static async Task<int> ReceiveAsync(Socket from, byte[] buffer)
    {
        try
        {
            return await from.ReceiveAsync(buffer);
        }
        catch (SocketException)
        {
            // Reset. The other side sees it as an ordinary end, in order, when the gate is open.
            return 0;
        }
    }

    private async Task RunAsync()
    {
        try
        {
            await _gate.PassAsync(() => _server.ConnectAsync(IPAddress.Loopback, _port, _closed.Token), _closed.Token);
            await Task.WhenAll(ForwardAsync(_client, _server), ForwardAsync(_server, _client));
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // Nobody listens, or it was closed.
        }
        finally
        {
            Close();
        }
    }

    private async Task ForwardAsync(Socket from, Socket to)
    {
        try
        {
            var buffer = new byte[16 * 1024];
            int count;
            while ((count = await ReceiveAsync(from, buffer)) > 0)
            {
                await _gate.PassAsync(() => SendAsync(to, buffer.AsMemory(0, count)), _closed.Token);
            }

            await _gate.PassAsync(() => EndAsync(to), _closed.Token);
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // The receiver is gone, so no answer will come.
            Close();
        }
    }

    private async ValueTask SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await to.SendAsync(bytes, _closed.Token)..];
        }
    }

    private static ValueTask EndAsync(Socket to)
    {
        to.Shutdown(SocketShutdown.Send);
        return default;
    }

    private static bool IsEnd(Exception exception) => exception is SocketException or ObjectDisposedException or OperationCanceledException;
}
