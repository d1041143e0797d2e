using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Protoo.Tests.Functional;

namespace Protoo.Tests.ScaleOut;

/// <summary>A plain SignalR hub reaches native clients of other instances through SignalR's own backplane.</summary>
public sealed class BackplaneTests : InProcessClusterTest
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        for (var i = 0; i < 2; i++)
        {
            Add(await TestServer.StartAsync<PlainHub>(
                signalR => signalR.AddProtoo().AddProtooRedis($"127.0.0.1:{Redis.Port}"),
                builder =>
                {
                    builder.Services.AddSingleton<PlainHub.Dependency>();
                    builder.Services.AddSingleton<IUserIdProvider, QueryUserIdProvider>();
                    builder.Services.AddAuthorization();
                }));
        }
    }

    [SkippableFact]
    public async Task Sends_ReachNativeClientsOfOtherInstances()
    {
        await using var native = await ProtooTestClient.ConnectAsync(Servers[0].WebSocketUrl("/protoo?user=u"));
        await using var signalR = await SignalRTestClient.ConnectAsync(new Uri(Servers[1].Http, "/hub"), "told");
        await native.RequestAsync("join", "\"g\"");
        await signalR.InvokeAsync("join", "g");
        var connectionId = (await native.RequestAsync("connectionId")).GetString()!;
        var clients = Servers[1].Services.GetRequiredService<IHubContext<PlainHub>>().Clients;

        await signalR.InvokeAsync("sendToGroup", "g");
        Assert.Equal("\"g\"", (await native.ReceiveNotificationAsync("told")).GetRawText());
        Assert.Equal("g", (await signalR.ReceiveAsync()).Data.GetString());
        await native.RequestAsync("sendToGroup", "\"g\"");
        Assert.Equal("g", (await signalR.ReceiveAsync()).Data.GetString());
        await clients.User("u").SendAsync("to-user", new { n = 1.5 });
        Assert.Equal("""{"n":1.5}""", (await native.ReceiveNotificationAsync("to-user")).GetRawText());
        await clients.Client(connectionId).SendAsync("to-client");
        Assert.Equal("{}", (await native.ReceiveNotificationAsync("to-client")).GetRawText());
        await clients.All.SendAsync("to-all", 1, "x");
        Assert.Equal("""[1,"x"]""", (await native.ReceiveNotificationAsync("to-all")).GetRawText());
    }

    [SkippableFact]
    public async Task ClientResults_OfNativeClientsOfOtherInstances()
    {
        await using var native = await ProtooTestClient.ConnectAsync(Servers[0].WebSocketUrl("/protoo"));
        var connectionId = (await native.RequestAsync("connectionId")).GetString()!;
        var client = Servers[1].Services.GetRequiredService<IHubContext<PlainHub>>().Clients.Client(connectionId);

        native.OnRequest = static request => ProtooTestClient.ResponseTo(request, """
            "ok":true,"data":{"number":7}
            """);
        Assert.Equal(7, (await client.InvokeAsync<PlainHub.Answer>("ask", new { question = 1 }, CancellationToken.None).DefaultTimeout()).Number);

        native.OnRequest = static request => ProtooTestClient.ResponseTo(request, """
            "errorCode":403,"errorReason":"Not today"
            """);
        var exception = await Assert.ThrowsAsync<HubException>(() => client.InvokeAsync<PlainHub.Answer>("ask", CancellationToken.None).DefaultTimeout());
        Assert.EndsWith("403: Not today", exception.Message, StringComparison.Ordinal);
    }
}
