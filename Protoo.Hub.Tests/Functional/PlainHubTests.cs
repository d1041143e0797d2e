using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Tests.Functional;

/// <summary>Any SignalR hub can serve native clients.</summary>
public sealed class PlainHubTests
{
    [Fact]
    public async Task Methods_AreSignalRs()
    {
        await using var server = await StartAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo"));

        Assert.Equal("\"injected\"", (await client.RequestAsync("injected")).GetRawText());
        Assert.Equal("\"renamed\"", (await client.RequestAsync("other-name")).GetRawText());
        Assert.Equal("3", (await client.RequestAsync("add", "[1,2]")).GetRawText());
        Assert.Equal("\"x injected\"", (await client.RequestAsync("fromServices", "\"x\"")).GetRawText());
        Assert.Equal(404, (await client.RequestErrorAsync("renamed")).Code);
        Assert.Equal(400, (await client.RequestErrorAsync("add", "[1]")).Code);
        Assert.Equal(400, (await client.RequestErrorAsync("add", "[1,2,3]")).Code);
        Assert.Equal(400, (await client.RequestErrorAsync("add", "{\"a\":1}")).Code);
    }

    [Fact]
    public async Task HubException_IsToldAsSignalRTellsIt()
    {
        await using var server = await StartAsync();
        server.ExpectsErrors = true;
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo"));

        var (code, reason) = await client.RequestErrorAsync("missing");

        Assert.Equal(500, code);
        Assert.EndsWith("HubException: told on purpose", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Groups_ReachBothKindsOfClient()
    {
        await using var server = await StartAsync();
        await using var native = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo"));
        await using var signalR = await SignalRTestClient.ConnectAsync(new Uri(server.Http, "/hub"), "told");
        await native.RequestAsync("join", "\"g\"");
        await signalR.InvokeAsync("join", "g");

        await native.NotifyAsync("sendToGroup", "\"g\"");

        Assert.Equal("\"g\"", (await native.ReceiveNotificationAsync("told")).GetRawText());
        Assert.Equal("g", (await signalR.ReceiveAsync()).Data.GetString());
    }

    [Fact]
    public async Task Sends_AreNotifications_WithOneValueOfData()
    {
        await using var server = await StartAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo"));

        await client.RequestAsync("sendVarious");

        Assert.Equal("""{"notification":true,"method":"none","data":{}}""", (await client.ReceiveNextAsync()).GetRawText());
        Assert.Equal("""{"notification":true,"method":"one","data":{"a":1}}""", (await client.ReceiveNextAsync()).GetRawText());
        Assert.Equal("""{"notification":true,"method":"two","data":[1,"x"]}""", (await client.ReceiveNextAsync()).GetRawText());
    }

    [Fact]
    public async Task ClientResults_AreRequests()
    {
        await using var server = await StartAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo"));
        client.OnRequest = static request => ProtooTestClient.ResponseTo(request, "\"ok\":1,\"data\":{\"number\":42}");

        Assert.Equal("42", (await client.RequestAsync("askCaller")).GetRawText());

        var request = await client.ReceiveNextAsync();
        Assert.Equal("""{"request":true,"id":1,"method":"ask","data":{"question":1}}""", request.GetRawText());
    }

    [Theory]
    [InlineData("\"errorCode\":403,\"errorReason\":\"No: way\"", "403: No: way")]
    [InlineData("\"ok\":false,\"errorCode\":-1,\"errorReason\":\"\"", "-1: ")]
    [InlineData("\"ok\":0,\"errorCode\":\"403\"", "500: ")]
    [InlineData("\"ok\":true,\"data\":\"no object\"", "500: The answer does not fit what was asked for.")]
    [InlineData("\"ok\":true,\"data\":{\"number\":1,\"x\":\"\\udc00\"}", "500: The answer cannot be passed on.")]
    public async Task ClientResults_ThatFail_AreHubExceptions(string answer, string message)
    {
        await using var server = await StartAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo"));
        client.OnRequest = request => ProtooTestClient.ResponseTo(request, answer);

        Assert.Equal(message, (await client.RequestAsync("askAndFail")).GetString());
    }

    [Fact]
    public async Task NobodyAnswersForAnother_NorTwice()
    {
        await using var server = await StartAsync();
        await using var asked = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo"));
        await using var thief = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo"));
        var asking = asked.RequestAsync("askCaller");
        var request = await asked.ReceiveNextAsync();

        await thief.SendAsync(ProtooTestClient.ResponseTo(request, "\"ok\":true,\"data\":{\"number\":666}"));
        await thief.RequestAsync("injected");
        await asked.SendAsync(ProtooTestClient.ResponseTo(request, "\"ok\":true,\"data\":{\"number\":1}"));
        await asked.SendAsync(ProtooTestClient.ResponseTo(request, "\"ok\":true,\"data\":{\"number\":2}"));

        Assert.Equal("1", (await asking.DefaultTimeout()).GetRawText());
        await asked.RequestAsync("injected");
    }

    [Fact]
    public async Task Abort_Gives4000()
    {
        await using var server = await StartAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo"));

        await client.NotifyAsync("abort");

        Assert.Equal(4000, await client.Closed.DefaultTimeout());
    }

    [Fact]
    public async Task Authorization_AppliesToMethodsAndEndpoint()
    {
        await using var server = await StartAsync(static app => app.MapProtoo<PlainHub>("/closed").RequireAuthorization());
        await using var nobody = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo"));
        await using var user = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo?user=ann"));

        Assert.Equal(403, (await nobody.RequestErrorAsync("secret")).Code);
        Assert.Equal("\"ann\"", (await user.RequestAsync("secret")).GetRawText());

        var refused = await Assert.ThrowsAsync<WebSocketException>(() => ProtooTestClient.ConnectAsync(server.WebSocketUrl("/closed")));
        Assert.Contains("401", refused.Message, StringComparison.Ordinal);
        await using var allowed = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/closed?user=ann"));
        Assert.Equal("\"ann\"", (await allowed.RequestAsync("secret")).GetRawText());
    }

    [Fact]
    public async Task RequireHost_Applies()
    {
        await using var server = await StartAsync(static app => app.MapProtoo<PlainHub>("/elsewhere").RequireHost("example.org"));
        using var http = new HttpClient();

        using var response = await http.GetAsync(new Uri(server.Http, "/elsewhere")).DefaultTimeout();

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Filters_Apply()
    {
        await using var server = await TestServer.StartAsync<PlainHub>(
            static signalR => signalR.AddHubOptions<PlainHub>(static options => options.AddFilter(new ShoutingFilter())).AddProtoo(),
            AddServices);
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo"));

        Assert.Equal("\"INJECTED\"", (await client.RequestAsync("injected")).GetRawText());
    }

    [Fact]
    public async Task SignalREndpoint_RefusesProtoo()
    {
        await using var server = await StartAsync();
        using var webSocket = new ClientWebSocket();
        await webSocket.ConnectAsync(server.WebSocketUrl("/hub"), CancellationToken.None).DefaultTimeout();

        await webSocket.SendAsync("{\"protocol\":\"protoo\",\"version\":1}\u001e"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None).DefaultTimeout();

        var buffer = new byte[1024];
        var result = await webSocket.ReceiveAsync(buffer, CancellationToken.None).DefaultTimeout();
        Assert.Contains("The protocol 'protoo' is not supported.", System.Text.Encoding.UTF8.GetString(buffer, 0, result.Count), StringComparison.Ordinal);
    }

    private static Task<TestServer> StartAsync(Action<WebApplication>? configure = null)
    {
        return TestServer.StartAsync<PlainHub>(static signalR => signalR.AddProtoo(), AddServices, app =>
        {
            app.UseAuthentication();
            app.UseAuthorization();
            configure?.Invoke(app);
        });
    }

    private static void AddServices(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PlainHub.Dependency>();
        builder.Services.AddAuthorization();
        QueryAuthentication.AddTo(builder.Services);
    }

    private sealed class ShoutingFilter : IHubFilter
    {
        public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
        {
            return (await next(invocationContext))?.ToString()?.ToUpperInvariant();
        }
    }
}
