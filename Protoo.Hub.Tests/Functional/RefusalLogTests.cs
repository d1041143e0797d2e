using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Protoo.Tests.Functional;

/// <summary>A ProtooException is an answer, not a server error.</summary>
public sealed class RefusalLogTests
{
    private const string Dispatcher = "Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher";

    private readonly LifeHub.Script _script = new();
    private readonly FakeLogCollector _log = FakeLogCollector.From(LogLevel.Debug);

    [Theory]
    [InlineData(PeerTransport.Native)]
    [InlineData(PeerTransport.SignalR)]
    public async Task Method_ThrowsProtooException_IsLoggedAtDebug(PeerTransport transport)
    {
        _script.Methods["leave"] = static _ => throw new ProtooException(403, "no");
        await using var server = await StartAsync();

        await LeaveAsync(server, transport);

        var entry = Assert.Single(_log.GetSnapshot(), static entry => entry.Id.Name == "FailedInvokingHubMethod");
        Assert.Equal((LogLevel.Debug, Dispatcher), (entry.Level, entry.Category));
        Assert.IsType<ProtooException>(entry.Exception);
    }

    [Theory]
    [InlineData(PeerTransport.Native)]
    [InlineData(PeerTransport.SignalR)]
    public async Task Method_ThrowsAnythingElse_IsLoggedAsError(PeerTransport transport)
    {
        _script.Methods["leave"] = static _ => throw new InvalidOperationException("broken");
        await using var server = await StartAsync();
        server.ExpectsErrors = true;

        await LeaveAsync(server, transport);

        Assert.Equal(LogLevel.Error, Assert.Single(_log.GetSnapshot(), static entry => entry.Id.Name == "FailedInvokingHubMethod").Level);
    }

    [Theory]
    [InlineData(PeerTransport.Native)]
    [InlineData(PeerTransport.SignalR)]
    public async Task OnConnected_ThrowsProtooException_IsLoggedAtDebug(PeerTransport transport)
    {
        _script.Joined = static _ => throw new ProtooException(418, "teapot");
        await using var server = await StartAsync();

        await SeeCloseAsync(server, transport);

        Assert.Equal(LogLevel.Debug, Assert.Single(_log.GetSnapshot(), static entry => entry.Id.Name == "ErrorDispatchingHubEvent").Level);
    }

    [Theory]
    [InlineData(PeerTransport.Native)]
    [InlineData(PeerTransport.SignalR)]
    public async Task OnConnected_ThrowsAnythingElse_IsLoggedAsError(PeerTransport transport)
    {
        _script.Joined = static _ => throw new InvalidOperationException("broken");
        await using var server = await StartAsync();
        server.ExpectsErrors = true;

        await SeeCloseAsync(server, transport);

        Assert.Equal(LogLevel.Error, Assert.Single(_log.GetSnapshot(), static entry => entry.Id.Name == "ErrorDispatchingHubEvent").Level);
    }

    private static async Task LeaveAsync(TestServer server, PeerTransport transport)
    {
        if (transport == PeerTransport.Native)
        {
            await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
            await client.RequestErrorAsync("leave");
        }
        else
        {
            await using var client = await SignalRTestClient.ConnectAsync(server.HubUrl("a"));
            await Assert.ThrowsAsync<Microsoft.AspNetCore.SignalR.HubException>(() => client.InvokeAsync("leave", RawJson.From(1)));
        }
    }

    private static async Task SeeCloseAsync(TestServer server, PeerTransport transport)
    {
        if (transport == PeerTransport.Native)
        {
            await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
            Assert.Equal(1011, await client.Closed.DefaultTimeout());
        }
        else
        {
            await using var wire = await SignalRWire.ConnectAsync(server.HubUrl("a"));
            Assert.NotNull((await wire.ReceiveCloseAsync()).Error);
        }

        await server.StopAsync().DefaultTimeout();
    }

    private Task<TestServer> StartAsync()
    {
        return TestServer.StartAsync<LifeHub>(
            static signalR => signalR.AddProtoo<LifeHub>(),
            builder =>
            {
                builder.Services.AddSingleton(_script);
                builder.Logging.AddFilter("Microsoft.AspNetCore.SignalR", LogLevel.Debug).AddProvider(new FakeLoggerProvider(_log));
            });
    }
}
