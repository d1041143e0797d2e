using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Tests.Functional;

/// <summary>protoo's data as parameters of hub methods, in an app with services and options. The protocol's tests cover the details.</summary>
public sealed class BindingTests
{
    [Fact]
    public async Task Data_IsOneParameter_OrSeveralByNameOrPlace()
    {
        await using var server = await StartAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo"));

        Assert.Equal("False", await AskAsync(client, "setMuted", "false"));
        Assert.Equal("False", await AskAsync(client, "setMuted", "{}"));
        Assert.Equal("0", await AskAsync(client, "setVolume", "0"));
        Assert.Equal("11", await AskAsync(client, "setVolume", "{}"));
        Assert.Equal("7", await AskAsync(client, "setVolume", "[7]"));
        Assert.Equal("7", await AskAsync(client, "setVolume", """{"volume":7}"""));
        Assert.Equal("nobody", await AskAsync(client, "rename", "null"));
        Assert.Equal("''", await AskAsync(client, "entitle", "{}"));
        Assert.Equal("Ann phone 1", await AskAsync(client, "join", """{"device":"phone","displayName":"Ann"}"""));
        Assert.Equal("Ann nothing 2", await AskAsync(client, "join", """{"displayName":"Ann","seats":2,"unknown":[]}"""));
        Assert.Equal("Ann tv 1", await AskAsync(client, "join", """["Ann","tv"]"""));
        Assert.Equal((400, "The data does not fit the method 'Join'."), await client.RequestErrorAsync("join", """{"device":"phone"}"""));
        Assert.Equal((400, "The data does not fit the method 'Join'."), await client.RequestErrorAsync("join", "\"Ann\""));
    }

    [Fact]
    public async Task Services_AreInjected_AsForSignalRClients()
    {
        await using var server = await StartAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo"));
        await using var signalR = await SignalRTestClient.ConnectAsync(new Uri(server.Http, "/hub"));

        Assert.Equal("7 plain", await AskAsync(client, "implicit", "7"));
        Assert.Equal("7 plain keyed", await AskAsync(client, "explicit", """{"number":7}"""));
        Assert.Equal("7 plain", await AskAsync(client, "all", "7"));
        Assert.Equal("6", await AskAsync(client, "numbers", "[1,2,3]"));
        Assert.Equal("x False", await AskAsync(client, "canceled", "\"x\""));
        Assert.Equal("x plain False", await AskAsync(client, "canceledWithService", "\"x\""));
        Assert.Equal("x y z", await AskAsync(client, "nullableService", """{"a":"x","b":"y","service":{"name":"z"}}"""));

        Assert.Equal("7 plain", (await signalR.InvokeAsync("implicit", 7)).GetString());
        Assert.Equal("7 plain keyed", (await signalR.InvokeAsync("explicit", 7)).GetString());
        Assert.Equal("7 plain", (await signalR.InvokeAsync("all", 7)).GetString());
        Assert.Equal("6", (await signalR.InvokeAsync("numbers", new[] { 1, 2, 3 })).GetString());
        Assert.Equal("x y z", (await signalR.InvokeAsync("nullableService", "x", "y", new { name = "z" })).GetString());
    }

    [Fact]
    public async Task Services_AreNotLookedFor_IfTheHubSaysSo()
    {
        await using var server = await StartAsync(static signalR => signalR.AddHubOptions<DataHub>(static options => options.DisableImplicitFromServicesParameters = true));
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/data"));

        Assert.Equal("7 mine", await AskAsync(client, "implicit", """{"number":7,"service":{"name":"mine"}}"""));
    }

    [Fact]
    public async Task Names_AreMadeByTheJsonOptions()
    {
        await using var server = await StartAsync(static signalR => signalR.AddJsonProtocol(static options =>
        {
            options.PayloadSerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        }));
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo"));

        Assert.Equal("Ann nothing 1", await AskAsync(client, "join", """{"display_name":"Ann"}"""));
        Assert.Equal(400, (await client.RequestErrorAsync("join", """{"displayName":"Ann"}""")).Code);
    }

    [Theory]
    [InlineData("Count")]
    [InlineData("CountLater")]
    [InlineData("Upload")]
    public async Task StreamingMethod_Is501ToNativeClients(string method)
    {
        await using var server = await StartAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo"));

        var (code, reason) = await client.RequestErrorAsync(method);
        Assert.Equal((501, $"The method '{method}' streams, and protoo has no streams."), (code, reason));
        await client.NotifyAsync(method);

        Assert.Equal("True", await AskAsync(client, "setMuted", "true"));
        Assert.False(client.Received.TryRead(out _));
    }

    [Fact]
    public async Task StreamingMethod_StreamsToSignalRClients()
    {
        await using var server = await StartAsync();
        await using var signalR = await SignalRTestClient.ConnectAsync(new Uri(server.Http, "/hub"));

        var items = new List<int>();
        await foreach (var item in signalR.Connection.StreamAsync<int>("count"))
        {
            items.Add(item);
        }

        Assert.Equal([1], items);
    }

    private static async Task<string?> AskAsync(ProtooTestClient client, string method, string data) => (await client.RequestAsync(method, data)).GetString();

    private static Task<TestServer> StartAsync(Action<ISignalRServerBuilder>? configure = null)
    {
        return TestServer.StartAsync<FormsHub>(
            signalR =>
            {
                signalR.AddProtoo();
                configure?.Invoke(signalR);
            },
            static builder =>
            {
                builder.Services.AddSingleton(new FormsHub.Service("plain"));
                builder.Services.AddKeyedSingleton("key", new FormsHub.Service("keyed"));
            },
            static app => app.MapProtoo<DataHub>("/data"));
    }
}
