using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Protoo.Tests.Infrastructure;

public sealed class RedisServerTests : IAsyncLifetime
{
    private RedisServer? _server;

    private RedisServer Server => _server!;

    public async Task InitializeAsync() => _server = await RedisServer.StartAsync();

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task Script_IsOneStep_WhoeverElseRunsIt()
    {
        // The loop gives another script time to intervene.
        const string Increment = """
            local n = redis.call('GET', KEYS[1]) or 0
            for i = 1, 10000 do end
            redis.call('SET', KEYS[1], string.format('%.0f', n + 1))
            """;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using var connection = await Server.ConnectAsync();
            var runs = Enumerable.Range(0, 500).Select(_ => connection.GetDatabase().ScriptEvaluateAsync(Increment, (RedisKey[])["n"]));
            await Task.WhenAll(runs).DefaultTimeout();
        })));

        Assert.Equal(2000, await ReadAsync("n"));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restart_IsOnTheSamePort_WithWhatWasSaved(bool isSaved)
    {
        var port = Server.Port;
        await using (var connection = await Server.ConnectAsync())
        {
            await connection.GetDatabase().StringSetAsync("n", 1).DefaultTimeout();
        }

        await Server.StopAsync(isSaved ? RedisMemory.Everything : RedisMemory.Nothing);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(IPAddress.Loopback, port));
        await Server.StartAgainAsync();

        Assert.Equal(port, Server.Port);
        Assert.Equal(isSaved ? 1 : null, await ReadAsync("n"));
    }

    [SkippableFact]
    public async Task Restart_WithoutSaving_IsEmpty_WhateverWasSavedBefore()
    {
        await using (var connection = await Server.ConnectAsync())
        {
            await connection.GetDatabase().StringSetAsync("n", 1).DefaultTimeout();
        }

        await Server.StopAsync(RedisMemory.Everything);
        await Server.StartAgainAsync();
        await Server.StopAsync();
        await Server.StartAgainAsync();

        Assert.Null(await ReadAsync("n"));
    }

    [SkippableFact]
    public async Task Freeze_AnswersNothing_UntilThawed()
    {
        await using var connection = await Server.ConnectAsync();
        Server.Freeze();
        var ping = connection.GetDatabase().PingAsync();

        // It gets no answer while another server answers many times.
        await using var other = await RedisServer.StartAsync();
        await using var witness = await other.ConnectAsync();
        for (var i = 0; i < 200; i++)
        {
            await witness.GetDatabase().PingAsync().DefaultTimeout();
        }

        Assert.False(ping.IsCompleted);
        Server.Thaw();
        await ping.DefaultTimeout();
    }

    private async Task<long?> ReadAsync(string key)
    {
        await using var connection = await Server.ConnectAsync();
        return (long?)await connection.GetDatabase().StringGetAsync(key).DefaultTimeout();
    }
}
