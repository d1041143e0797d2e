using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Protoo.Tests.Functional.Payloads;

/// <summary>An app whose JSON options know only the app's types.</summary>
public sealed class GeneratedTests
{
    private const string Cat = """{"$type":"cat","lives":9,"name":"Tom"}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OurOwnWords_NeedNothingOfTheApp(bool isReadOnly)
    {
        await using var server = await StartAsync(GeneratedContext.Default, isReadOnly);
        await using var native = await ProtooTestClient.ConnectAsync(server.ProtooUrl("n%C3%A9"));
        await using var signalR = await SignalRTestClient.ConnectAsync(server.HubUrl("s"), "newPeer", "peerData", "peerClosed", "told");
        await using var third = await ProtooTestClient.ConnectAsync(server.ProtooUrl("third"));
        await third.RequestAsync("setData");
        await third.CloseAsync();

        Assert.Equal("""{"peerId":"s","data":{"$type":"cat","lives":1,"name":"é<"}}""", (await native.ReceiveNotificationAsync("newPeer")).GetRawText());
        foreach (var (method, data) in new[]
        {
            ("newPeer", """{"peerId":"third","data":{"$type":"cat","lives":1,"name":"é<"}}"""),
            ("peerData", $$"""{"peerId":"third","data":{{Cat}}}"""),
            ("peerClosed", """{"peerId":"third"}"""),
        })
        {
            Assert.Equal(data, (await native.ReceiveNotificationAsync(method)).GetRawText());
            var received = await signalR.ReceiveAsync();
            Assert.Equal((method, data), (received.Method, received.Data.GetRawText()));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RawJson_GoesInAndOut_ByBothProtocols(bool isReadOnly)
    {
        await using var server = await StartAsync(GeneratedContext.Default, isReadOnly);
        await using var native = await ProtooTestClient.ConnectAsync(server.ProtooUrl("n"));
        await using var signalR = await SignalRTestClient.ConnectAsync(server.HubUrl("s"), "told");
        native.OnRequest = static request => ProtooTestClient.ResponseTo(request, $"\"ok\":true,\"data\":{request.GetProperty("data").GetRawText()}");
        signalR.Connection.On("ask", static (JsonElement data) => data);
        using var json = JsonDocument.Parse("""{"a":1.00}""");

        Assert.Equal("""{"a":1.00}""", (await native.RequestAsync("echo", """{"a":1.00}""")).GetRawText());
        Assert.Equal("""{"a":1.00}""", (await signalR.InvokeAsync("echo", json.RootElement)).GetRawText());
        Assert.Equal("""{"a":1.00}""", (await native.RequestAsync("ask", """{"a":1.00}""")).GetRawText());
        Assert.Equal("""{"a":1.00}""", (await signalR.InvokeAsync("ask", json.RootElement)).GetRawText());
        Assert.Equal("7 [1.0]", (await native.RequestAsync("two", """{"data":[1.0],"number":7}""")).GetString());
        Assert.Equal("""7 {"a":1.00}""", (await signalR.InvokeAsync("two", 7, json.RootElement)).GetString());
        await native.NotifyAsync("tell", "[1.0]");
        Assert.Equal("[1.0]", (await native.ReceiveNotificationAsync("told")).GetRawText());
        Assert.Equal("[1.0]", (await signalR.ReceiveAsync()).Data.GetRawText());
    }

    [Fact]
    public async Task TypesOfTheContext_AreEqualForBothKindsOfClient()
    {
        await using var server = await StartAsync(GeneratedContext.Default);
        await using var native = await ProtooTestClient.ConnectAsync(server.ProtooUrl("n"));
        await using var signalR = await SignalRTestClient.ConnectAsync(server.HubUrl("s"));
        native.OnRequest = static request => ProtooTestClient.ResponseTo(request, $"\"ok\":true,\"data\":{request.GetProperty("data").GetRawText()}");
        signalR.Connection.On("ask", static (JsonElement data) => data);
        var several = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        signalR.Connection.On(
            "several",
            (int number, string text, JsonElement cat, JsonElement raw, JsonElement? nothing) => several.TrySetResult($"[{number},\"{text}\",{cat.GetRawText()},{raw.GetRawText()},{(nothing is null ? "null" : nothing.Value.GetRawText())}]"));

        Assert.Equal(Cat, (await native.RequestAsync("cat", "\"Tom\"")).GetRawText());
        Assert.Equal(Cat, (await signalR.InvokeAsync("cat", "Tom")).GetRawText());
        Assert.Equal("3", (await native.RequestAsync("add", """{"a":1,"b":2}""")).GetRawText());
        Assert.Equal("3", (await signalR.InvokeAsync("add", 1, 2)).GetRawText());
        Assert.Equal(Cat, (await native.RequestAsync("askTyped")).GetRawText());
        Assert.Equal(Cat, (await signalR.InvokeAsync("askTyped")).GetRawText());
        await native.NotifyAsync("tellSeveral");
        await signalR.InvokeAsync("tellSeveral");
        Assert.Equal($$$"""[1,"x",{{{Cat}}},{},null]""", (await native.ReceiveNotificationAsync("several")).GetRawText());
        Assert.Equal($$$"""[1,"x",{{{Cat}}},{},null]""", await several.Task.DefaultTimeout());
    }

    [Fact]
    public async Task TypeThatTheContextHasNot_IsNoDataForAnybody()
    {
        await using var server = await StartAsync(GeneratedContext.Default);
        server.ExpectsErrors = true;
        await using var native = await ProtooTestClient.ConnectAsync(server.ProtooUrl("n"));

        Assert.Equal((500, "The result cannot be serialized."), await native.RequestErrorAsync("getPeople"));
        Assert.Equal("1", (await native.RequestAsync("echo", "1")).GetRawText());
    }

    [Fact]
    public async Task TypesThatHoldRawJson_AreTheContexts()
    {
        await using var server = await StartAsync(JsonTypeInfoResolver.Combine(GeneratedContext.Default, PeopleContext.Default));
        await using var native = await ProtooTestClient.ConnectAsync(server.ProtooUrl("n"));
        await using var signalR = await SignalRTestClient.ConnectAsync(server.HubUrl("s"));

        const string Data = """{"$type":"cat","lives":1,"name":"é<"}""";
        const string People = $$"""{"list":[{"id":"n","data":{{Data}}},{"id":"s","data":{{Data}}}]}""";
        Assert.Equal(People, (await native.RequestAsync("getPeople")).GetRawText());
        Assert.Equal(People, (await signalR.InvokeAsync("getPeople")).GetRawText());
    }

    [Fact]
    public void Reflection_IsLeftAlone()
    {
        using var services = new ServiceCollection().AddLogging().AddSignalR().AddProtoo().Services.BuildServiceProvider();
        var options = services.GetRequiredService<IOptions<JsonHubProtocolOptions>>().Value.PayloadSerializerOptions;

        Assert.Null(options.TypeInfoResolver);
        Assert.Equal("""{"a":{}}""", JsonSerializer.Serialize(new { A = default(RawJson) }, options));
    }

    private static Task<TestServer> StartAsync(IJsonTypeInfoResolver resolver, bool isReadOnly = false)
    {
        return TestServer.StartAsync<GeneratedHub>(signalR => signalR
            .AddJsonProtocol(options =>
            {
                options.PayloadSerializerOptions.TypeInfoResolver = resolver;
                if (isReadOnly)
                {
                    options.PayloadSerializerOptions.MakeReadOnly();
                }
            })
            .AddProtoo<GeneratedHub>(static options => options.AnnouncePeers = true));
    }
}
