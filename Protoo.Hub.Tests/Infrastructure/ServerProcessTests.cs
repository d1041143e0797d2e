using System.Diagnostics;
using System.Net;
using Xunit.Sdk;

namespace Protoo.Tests.Infrastructure;

/// <summary>The room server as a separate process: it fails on command, and none of its own failures is overlooked.</summary>
public sealed class ServerProcessTests
{
    [SkippableFact]
    public async Task Stop_EndsAServerThatServed_AndTellsItsClientsToComeBack()
    {
        await using var server = await ServerProcess.StartAsync();
        Assert.Equal(HttpStatusCode.OK, await server.GetStatusAsync("/healthz/ready"));
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        Assert.Equal("1.50", (await client.RequestAsync("echo", "1.50")).GetRawText());

        // Fails unless the exit code is 0.
        await server.StopAsync();

        Assert.Equal(1012, await client.Closed.DefaultTimeout());
        await Assert.ThrowsAsync<HttpRequestException>(() => server.GetStatusAsync("/healthz/live"));
    }

    [SkippableFact]
    public async Task Kill_LeavesClientsWithoutAWord()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await client.RequestAsync("echo");

        await server.KillAsync();

        Assert.Null(await client.Closed.DefaultTimeout());
    }

    [SkippableFact]
    public async Task Freeze_AnswersNothing_UntilThawed()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await client.RequestAsync("echo");

        server.Freeze();
        var answer = client.RequestAsync("echo", "7");

        // It gets no answer while another server answers many times.
        await using var other = await TestServer.StartRoomServerAsync();
        await using var witness = await ProtooTestClient.ConnectAsync(other.ProtooUrl("a"));
        for (var i = 0; i < 200; i++)
        {
            await witness.RequestAsync("echo");
        }

        Assert.False(answer.IsCompleted);
        server.Thaw();
        Assert.Equal("7", (await answer).GetRawText());
    }

    [SkippableFact]
    public async Task Dispose_EndsAFrozenProcess()
    {
        var server = await ServerProcess.StartAsync();
        using var process = Process.GetProcessById(server.Id);
        server.Freeze();

        await server.DisposeAsync();

        Assert.True(process.HasExited);
    }

    [Fact]
    public async Task Start_SettingIsNotValid_FailsWithTheOutput()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => ServerProcess.StartAsync("Protoo:DrainTime=-1"));

        Assert.Contains("The settings are not valid", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_AfterAnErrorInTheLog_FailsWithTheOutput()
    {
        // Redis is away where nobody listens, and a failed check is logged as an error.
        await using var nowhere = RedisProxy.Start(0);
        nowhere.Cut();
        var server = await ServerProcess.StartAsync(
            $"ConnectionStrings:Redis=127.0.0.1:{nowhere.Port}",
            "Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks=Error");
        await server.WaitForReadinessAsync(HttpStatusCode.ServiceUnavailable);

        var exception = await Assert.ThrowsAnyAsync<XunitException>(() => server.DisposeAsync().AsTask());

        Assert.Contains("Redis cannot be used.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_AfterItHasEndedByItself_Fails()
    {
        var server = await ServerProcess.StartAsync();
        using (var process = Process.GetProcessById(server.Id))
        {
            process.Kill();
            await process.WaitForExitAsync().DefaultTimeout();
        }

        await Assert.ThrowsAnyAsync<XunitException>(() => server.DisposeAsync().AsTask());
    }
}
