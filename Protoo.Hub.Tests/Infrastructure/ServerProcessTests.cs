using System.Net;

namespace Protoo.Tests.Infrastructure;

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
}
