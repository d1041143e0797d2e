using System.Net;
using System.Net.Sockets;

namespace Protoo.Tests.Infrastructure;

/// <summary>The tests' network, with the test itself as the server.</summary>
public sealed class RedisProxyTests : IAsyncLifetime
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<IDisposable> _sockets = [];
    private RedisProxy? _proxy;

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    private RedisProxy Proxy => _proxy!;

    public Task InitializeAsync()
    {
        _listener.Start();
        _proxy = RedisProxy.Start(Port);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await Proxy.DisposeAsync();
        _sockets.ForEach(static socket => socket.Dispose());
        _listener.Dispose();
    }

    [Fact]
    public async Task Forwards_InBothDirections_UntilTheEnd()
    {
        var (client, server) = await ConnectAsync(Proxy.Port);

        await SendAsync(client, 1, 2, 3);
        Assert.Equal([1, 2, 3], await ReceiveAsync(server, 3));
        await SendAsync(server, 4, 5);
        Assert.Equal([4, 5], await ReceiveAsync(client, 2));

        // A half-closed connection still gets its answer.
        client.Shutdown(SocketShutdown.Send);
        Assert.True(await EndsAsync(server));
        await SendAsync(server, 6);
        Assert.Equal([6], await ReceiveAsync(client, 1));
        server.Dispose();
        Assert.True(await EndsAsync(client));
    }

    [Fact]
    public async Task Cut_ClosesAll_AndEveryNewConnection_UntilRestored()
    {
        var (client, server) = await ConnectAsync(Proxy.Port);

        Proxy.Cut();
        Assert.True(await EndsAsync(client));
        Assert.True(await EndsAsync(server));
        Assert.True(await EndsAsync(await ConnectClientAsync(Proxy.Port)));
        Assert.False(_listener.Pending());

        Proxy.Restore();
        (client, server) = await ConnectAsync(Proxy.Port);
        await AssertForwardsAsync(client, server);
    }

    [Fact]
    public async Task Cut_WhileHeld_ClosesAll()
    {
        var (client, server) = await ConnectAsync(Proxy.Port);
        Proxy.Hold();
        await SendAsync(client, 1);
        await PassTimeAsync();

        Proxy.Cut();

        Assert.True(await EndsAsync(client));
        Assert.True(await EndsAsync(server));
    }

    [Fact]
    public async Task Hold_ForwardsNothing_AndThenEverything()
    {
        var (client, server) = await ConnectAsync(Proxy.Port);
        Proxy.Hold();
        await SendAsync(client, 1);
        await SendAsync(server, 2);
        await PassTimeAsync();
        Assert.Equal(0, client.Available + server.Available);

        // A second hold changes nothing.
        Proxy.Hold();
        await SendAsync(client, 3);
        await SendAsync(server, 4);
        Proxy.Restore();
        Assert.Equal([1, 3], await ReceiveAsync(server, 2));
        Assert.Equal([2, 4], await ReceiveAsync(client, 2));
        await AssertForwardsAsync(client, server);
    }

    [Fact]
    public async Task Hold_KeepsNewConnections_UntilRestored()
    {
        Proxy.Hold();
        var client = await ConnectClientAsync(Proxy.Port);
        await SendAsync(client, 1);
        await PassTimeAsync();
        Assert.False(_listener.Pending());

        Proxy.Restore();
        Assert.Equal([1], await ReceiveAsync(await AcceptAsync(), 1));
    }

    [Fact]
    public async Task Hold_HidesThatTheOtherSideHasClosed_UntilRestored()
    {
        var (client, server) = await ConnectAsync(Proxy.Port);
        Proxy.Hold();
        server.Dispose();
        await PassTimeAsync();
        Assert.False(client.Poll(0, SelectMode.SelectRead));

        Proxy.Restore();
        Assert.True(await EndsAsync(client));
    }

    [Fact]
    public async Task Hold_LosesNothing_OfWhatIsSentAllTheTime()
    {
        var (client, server) = await ConnectAsync(Proxy.Port);
        var sent = new byte[4 * 1024 * 1024];
        Random.Shared.NextBytes(sent);
        var sending = client.SendAsync(sent);

        var received = new List<byte>();
        for (var part = 0; part < 16; part++)
        {
            Proxy.Hold();
            Proxy.Restore();
            received.AddRange(await ReceiveAsync(server, sent.Length / 16));
        }

        await sending.DefaultTimeout();
        Assert.True(sent.AsSpan().SequenceEqual(received.ToArray()));
    }

    [Fact]
    public async Task Dispose_EndsAll()
    {
        var proxy = RedisProxy.Start(Port);
        var (client, server) = await ConnectAsync(proxy.Port);
        proxy.Hold();
        var late = await ConnectClientAsync(proxy.Port);

        await proxy.DisposeAsync();

        Assert.True(await EndsAsync(client));
        Assert.True(await EndsAsync(server));
        Assert.True(await EndsAsync(late));
        await Assert.ThrowsAsync<SocketException>(() => ConnectClientAsync(proxy.Port));
    }

    private static async Task AssertForwardsAsync(Socket from, Socket to)
    {
        await SendAsync(from, 7);
        Assert.Equal([7], await ReceiveAsync(to, 1));
        await SendAsync(to, 8);
        Assert.Equal([8], await ReceiveAsync(from, 1));
    }

    private static async Task SendAsync(Socket socket, params byte[] bytes) => await socket.SendAsync(bytes).DefaultTimeout();

    private static async Task<byte[]> ReceiveAsync(Socket socket, int count)
    {
        var bytes = new byte[count];
        for (var received = 0; received < count;)
        {
            var next = await socket.ReceiveAsync(bytes.AsMemory(received)).AsTask().DefaultTimeout();
            Assert.NotEqual(0, next);
            received += next;
        }

        return bytes;
    }

    private static async Task<bool> EndsAsync(Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1]).DefaultTimeout() == 0;
        }
        catch (SocketException)
        {
            // Reset.
            return true;
        }
    }

    // Waits many times as long as unheld data takes, because held data must not arrive.
    private async Task PassTimeAsync()
    {
        await using var open = RedisProxy.Start(Port);
        var (client, server) = await ConnectAsync(open.Port);
        for (var i = 0; i < 200; i++)
        {
            await AssertForwardsAsync(client, server);
        }
    }

    private async Task<(Socket Client, Socket Server)> ConnectAsync(int port)
    {
        var client = await ConnectClientAsync(port);
        return (client, await AcceptAsync());
    }

    private async Task<Socket> ConnectClientAsync(int port)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _sockets.Add(client);
        await client.ConnectAsync(IPAddress.Loopback, port).DefaultTimeout();
        return client;
    }

    private async Task<Socket> AcceptAsync()
    {
        var server = await _listener.AcceptSocketAsync().DefaultTimeout();
        _sockets.Add(server);
        return server;
    }
}
