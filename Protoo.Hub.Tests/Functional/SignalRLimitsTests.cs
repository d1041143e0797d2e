using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Tests.Functional;

/// <summary>Limits set in SignalR's options apply to both kinds of client.</summary>
public sealed class SignalRLimitsTests
{
    private const int Size = 2000;
    private const int Slots = 3;

    [Fact]
    public async Task Native_LargerMessage_Gives1009()
    {
        await using var server = await StartAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        const string Start = """{"request":true,"id":1,"method":"unknown","data":"x" """;
        var response = client.Expect("1");

        await client.SendAsync(Start.PadRight(Size - 1) + "}");
        await response.DefaultTimeout();
        await client.SendAsync(Start.PadRight(Size) + "}");

        Assert.Equal(1009, await client.Closed.DefaultTimeout());
    }

    [Fact]
    public async Task SignalR_LargerMessage_EndsTheConnection()
    {
        await using var server = await StartAsync();
        server.ExpectsErrors = true;
        await using var client = await SignalRTestClient.ConnectAsync(server.HubUrl("a"));

        await Assert.ThrowsAsync<HubException>(() => client.InvokeAsync("unknown", new string('x', Size / 2)));
        await Assert.ThrowsAnyAsync<Exception>(() => client.InvokeAsync("unknown", new string('x', Size)));

        await client.Closed.DefaultTimeout();
    }

    [Fact]
    public async Task Native_AsManyRequestsAsAllowed()
    {
        await using var server = await StartAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await ExpectSlotsAsync(server, number => client.RequestAsync("Enter", $"[{number}]"));
    }

    [Fact]
    public async Task SignalR_AsManyInvocationsAsAllowed()
    {
        await using var server = await StartAsync();
        await using var client = await SignalRTestClient.ConnectAsync(server.HubUrl("a"));
        await ExpectSlotsAsync(server, number => client.InvokeAsync("Enter", new[] { number }));
    }

    private static async Task ExpectSlotsAsync(TestServer server, Func<int, Task> enter)
    {
        var gate = server.Services.GetRequiredService<GateHub.Gate>();
        var requests = Enumerable.Range(0, Slots + 1).Select(enter).ToArray();
        for (var i = 0; i < Slots; i++)
        {
            Assert.Equal(i, await gate.Entered.ReadAsync().AsTask().DefaultTimeout());
        }

        Assert.False(gate.Entered.TryRead(out _));
        gate.Leave(1);
        Assert.Equal(Slots, await gate.Entered.ReadAsync().AsTask().DefaultTimeout());
        foreach (var i in new[] { 0, 2, 3 })
        {
            gate.Leave(i);
        }

        await Task.WhenAll(requests).DefaultTimeout();
    }

    private static Task<TestServer> StartAsync() => TestServer.StartAsync<GateHub>(
        static signalR => signalR.AddProtoo<GateHub>(),
        static builder =>
        {
            builder.Services.Configure<HubOptions>(static options => (options.MaximumReceiveMessageSize, options.MaximumParallelInvocationsPerClient) = (Size, Slots));
            builder.Services.AddSingleton<GateHub.Gate>();
        });
}
