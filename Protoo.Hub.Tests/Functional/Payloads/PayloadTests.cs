using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Tests.Functional.Payloads;

/// <summary>Native and SignalR clients get equal JSON for a value, however it leaves the hub.</summary>
public sealed class PayloadTests
{
    public static TheoryData<string> Names => new(PayloadHub.Values.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Value_IsEqualJson_ForBothKindsOfClient_Everywhere(string name)
    {
        await using var server = await StartAsync();
        var accepted = $"&data={Uri.EscapeDataString(name)}";
        await using var native = await ProtooTestClient.ConnectAsync(new Uri(server.ProtooUrl("native") + accepted));
        await using var signalR = await SignalRTestClient.ConnectAsync(new Uri(server.HubUrl("signalR") + accepted), "told");
        native.OnRequest = static request => ProtooTestClient.ResponseTo(request, $"\"ok\":true,\"data\":{request.GetProperty("data").GetRawText()}");
        signalR.Connection.On("ask", static (JsonElement data) => data);
        var two = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        signalR.Connection.On("two", (JsonElement first, JsonElement second) => two.TrySetResult($"[{first.GetRawText()},{second.GetRawText()}]"));
        var data = JsonSerializer.Serialize(name);
        var expected = (await signalR.InvokeAsync("give", name)).GetRawText();
        if (PayloadHub.Values[name] is Animal or IShape)
        {
            Assert.StartsWith("""{"$type":""", expected, StringComparison.Ordinal);
        }

        // Falsy data that is passed on counts as no data.
        var passedOn = expected == "false" ? "{}" : expected;

        Assert.Equal(expected, (await native.RequestAsync("give", data)).GetRawText());
        Assert.Equal(expected, (await native.RequestAsync("giveLater", data)).GetRawText());
        foreach (var method in new[] { "getData", "setData" })
        {
            Assert.Equal(expected, (await native.RequestAsync(method, data)).GetRawText());
            Assert.Equal(expected, (await signalR.InvokeAsync(method, method == "getData" ? [] : [name])).GetRawText());
        }

        Assert.Equal(passedOn, (await native.RequestAsync("ask", data)).GetRawText());
        Assert.Equal(expected, (await native.ReceiveNextAsync()).GetProperty("data").GetRawText());
        Assert.Equal(expected, (await signalR.InvokeAsync("ask", name)).GetRawText());

        await native.RequestAsync("tell", data);
        await native.RequestAsync("tellCaller", data);
        await signalR.InvokeAsync("tellCaller", name);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(expected, (await native.ReceiveNotificationAsync("told")).GetRawText());
            Assert.Equal(expected, (await signalR.ReceiveAsync()).Data.GetRawText());
        }

        await native.RequestAsync("tellTwo", data);
        await signalR.InvokeAsync("tellTwo", name);
        Assert.Equal($"[{expected},{expected}]", (await native.ReceiveNotificationAsync("two")).GetRawText());
        Assert.Equal($"[{expected},{expected}]", await two.Task.DefaultTimeout());

        // As sent to other instances.
        Assert.Equal(expected, RawJson.From(PayloadHub.Values[name], server.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<JsonHubProtocolOptions>>().Value.PayloadSerializerOptions).ToString());
    }

    private static Task<TestServer> StartAsync()
    {
        // Not System.Text.Json's defaults, to prove that these options are used.
        return TestServer.StartAsync<PayloadHub>(static signalR => signalR
            .AddProtoo<PayloadHub>()
            .AddJsonProtocol(static options => options.PayloadSerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower));
    }
}
