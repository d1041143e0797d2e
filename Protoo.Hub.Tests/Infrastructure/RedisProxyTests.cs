using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Protoo.Tests.Infrastructure;

public sealed class RedisProxyTests : IAsyncLifetime
{
    private RedisServer? _redis;
    private RedisProxy? _proxy;

    private RedisServer Redis => _redis!;

    private RedisProxy Proxy => _proxy!;

    public async Task InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _proxy = RedisProxy.Start(_redis);
    }

    public async Task DisposeAsync()
    {
        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }

        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task Hold_LetsNothingThrough_AndLosesNothing()
    {
        using var socket = await ConnectAsync();
        await AssertAnswersAsync(socket);

        // More than fits into the proxy's buffer.
        var texts = Enumerable.Range(0, 20_000).Select(static i => $"{i:D5}").ToArray();
        Proxy.Hold();
        var sending = SendAsync(socket, string.Concat(texts.Select(static text => $"*2\r\n$4\r\nECHO\r\n$5\r\n{text}\r\n")));
        await AssertAnswersManyTimesAsync();
        Assert.Equal(0, socket.Available);
        Proxy.Restore();

        var answers = string.Concat(texts.Select(static text => $"$5\r\n{text}\r\n"));
        Assert.Equal(answers, await ReceiveAsync(socket, answers.Length));
        await sending;
        await AssertAnswersAsync(socket);
    }

    [SkippableFact]
    public async Task Cut_ClosesWhatIsOpen_AndWhatIsOpened_UntilRestored()
    {
        using var before = await ConnectAsync();
        await AssertAnswersAsync(before);
        Proxy.Cut();
        await AssertClosedAsync(before);
        using var meanwhile = await ConnectAsync();
        await AssertClosedAsync(meanwhile);
        Proxy.Restore();
        using var after = await ConnectAsync();
        await AssertAnswersAsync(after);
    }

    private static async Task SendAsync(Socket socket, string text) => await socket.SendAsync(Encoding.ASCII.GetBytes(text)).DefaultTimeout();

    private static async Task<string> ReceiveAsync(Socket socket, int length)
    {
        var bytes = new byte[length];
        await using var stream = new NetworkStream(socket);
        await stream.ReadExactlyAsync(bytes).AsTask().DefaultTimeout();
        return Encoding.ASCII.GetString(bytes);
    }

    private static async Task AssertAnswersAsync(Socket socket)
    {
        await SendAsync(socket, "*1\r\n$4\r\nPING\r\n");
        Assert.Equal("+PONG\r\n", await ReceiveAsync(socket, 7));
    }

    private static async Task AssertClosedAsync(Socket socket)
    {
        try
        {
            Assert.Equal(0, await socket.ReceiveAsync(new byte[1]).DefaultTimeout());
        }
        catch (SocketException exception)
        {
            Assert.Equal(SocketError.ConnectionReset, exception.SocketErrorCode);
        }
    }

    // Redis itself is there, and had the time to answer what was not held.
    private async Task AssertAnswersManyTimesAsync()
    {
        await using var connection = await Redis.ConnectAsync();
        for (var i = 0; i < 100; i++)
        {
            await connection.GetDatabase().PingAsync().DefaultTimeout();
        }
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Proxy.Port).DefaultTimeout();
        return socket;
    }
}
