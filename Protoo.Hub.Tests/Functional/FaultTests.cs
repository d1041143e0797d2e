using System.Net;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Tests.Functional;

/// <summary>Clients are told of server faults as such, so that they come back: a database may be away.</summary>
public sealed class FaultTests
{
    private const string Secret = "secret";

    private readonly LifeHub.Script _script = new();

    public static TheoryData<string, int?, string> NativeFaults => new()
    {
        // Before the seat is taken, and thus before the 101: a status.
        { "hub", 500, "Internal Server Error" },
        { "decision", 500, "Internal Server Error" },
        { "before joining", 500, "Internal Server Error" },
        { "before joining, HubException", 500, "Internal Server Error" },
        { "before joining, ProtooException", 418, "teapot" },
        { "before joining, ProtooException of no status", 500, "mine" },

        // After that: 1011.
        { "joined", null, "internal error" },
        { "joined, HubException", null, "the text" },
        { "joined, ProtooException", null, "418: teapot" },
        { "after joining", null, "internal error" },
    };

    public static TheoryData<string, string> SignalRFaults => new()
    {
        { "hub", "ProtooException: 500: Internal Server Error" },
        { "decision", "ProtooException: 500: Internal Server Error" },
        { "before joining", "Connection closed with an error." },
        { "before joining, ProtooException", "ProtooException: 418: teapot" },
        { "joined", "Connection closed with an error." },
        { "joined, HubException", "HubException: the text" },
        { "joined, ProtooException", "ProtooException: 418: teapot" },
        { "after joining", "Connection closed with an error." },
    };

    [Theory]
    [MemberData(nameof(NativeFaults))]
    public async Task Native_SeesAStatus_Or1011(string fault, int? status, string reason)
    {
        SetUp(fault);
        await using var server = await LifeServer.StartAsync(_script);
        server.ExpectsErrors = !fault.Contains(nameof(ProtooException), StringComparison.Ordinal);
        if (status is not null)
        {
            Assert.Equal(((HttpStatusCode)status, reason), await Handshake.GetRefusalAsync(server.ProtooUrl("a")));
            return;
        }

        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        Assert.Equal(1011, await client.Closed.DefaultTimeout());
        Assert.Equal(reason, client.CloseReason);
    }

    [Theory]
    [InlineData("hub")]
    [InlineData("decision")]
    [InlineData("before joining")]
    public async Task Native_WithRejectionAfterTheUpgrade_Sees1011(string fault)
    {
        SetUp(fault);
        await using var server = await LifeServer.StartAsync(_script, static options => options.RejectAfterUpgrade = true);
        server.ExpectsErrors = true;
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));

        Assert.Equal(1011, await client.Closed.DefaultTimeout());
        Assert.Equal("internal error", client.CloseReason);
    }

    [Theory]
    [MemberData(nameof(SignalRFaults))]
    public async Task SignalR_IsToldThatItMayComeBack(string fault, string error)
    {
        SetUp(fault);
        await using var server = await LifeServer.StartAsync(_script);
        server.ExpectsErrors = !fault.Contains(nameof(ProtooException), StringComparison.Ordinal);
        await using var wire = await SignalRWire.ConnectAsync(server.HubUrl("a"));

        var close = await wire.ReceiveCloseAsync();

        Assert.True(close.AllowReconnect);
        Assert.EndsWith(error, close.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignalR_NeverSaysThatItHasBegun_IsClosedAllTheSame()
    {
        SetUp("joined, ProtooException");
        await using var server = await LifeServer.StartAsync(_script);
        await using var wire = await SignalRWire.ConnectAsync(server.HubUrl("a"), pings: false);

        Assert.EndsWith("418: teapot", (await wire.ReceiveCloseAsync()).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DetailedErrors_TellTheText()
    {
        SetUp("joined");
        await using var server = await TestServer.StartAsync<LifeHub>(
            static signalR => signalR.AddProtoo<LifeHub>().AddHubOptions<LifeHub>(static options => options.EnableDetailedErrors = true),
            builder => builder.Services.AddSingleton(_script));
        server.ExpectsErrors = true;
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));

        Assert.Equal(1011, await client.Closed.DefaultTimeout());
        Assert.Equal(Secret, client.CloseReason);
    }

    [Fact]
    public async Task Fault_GivesTheSeatBack_AndTheOthersAreTold()
    {
        _script.Joined = static call => call.Peer.Id == "b" ? throw new InvalidOperationException(Secret) : Task.CompletedTask;
        await using var server = await LifeServer.StartAsync(_script, static options => options.AnnouncePeers = true);
        server.ExpectsErrors = true;
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var b = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b"));

        Assert.Equal("newPeer", (await a.ReceiveNextAsync()).GetProperty("method").GetString());
        Assert.Equal("peerClosed", (await a.ReceiveNextAsync()).GetProperty("method").GetString());
        Assert.Equal(1011, await b.Closed.DefaultTimeout());
    }

    private void SetUp(string fault)
    {
        Exception exception = fault.Split(", ") switch
        {
            [_, "HubException"] => new HubException("the text"),
            [_, "ProtooException"] => new ProtooException(418, "teapot"),
            [_, "ProtooException of no status"] => new ProtooException(7, "mine"),
            _ => new InvalidOperationException(Secret),
        };
        switch (fault.Split(", ")[0])
        {
            case "hub":
                _script.OnMade = () => throw exception;
                break;
            case "decision":
                _script.Decides = _ => throw exception;
                break;
            case "before joining":
                _script.BeforeJoining = _ => throw exception;
                break;
            case "joined":
                _script.Joined = _ => throw exception;
                break;
            default:
                _script.AfterJoining = () => throw exception;
                break;
        }
    }
}
