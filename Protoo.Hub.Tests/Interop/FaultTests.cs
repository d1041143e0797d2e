using Microsoft.Extensions.DependencyInjection;
using Protoo.Server;
using Protoo.Tests.Functional;

namespace Protoo.Tests.Interop;

/// <summary>What clients do when the server cannot admit them now: they come back, and report the reason.</summary>
public sealed class FaultTests(NodeProcess node) : InteropTest(node)
{
    public static TheoryData<ClientLibrary> SignalR => new(ClientLibraries.Everyone.Where(static library => !library.HasPeer()));

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.All), MemberType = typeof(ClientLibraries))]
    public async Task FailsOnce_ClientComesBack(ClientLibrary library)
    {
        var failures = 1;
        var script = new LifeHub.Script
        {
            Joined = _ => Interlocked.Decrement(ref failures) >= 0 ? throw new InvalidOperationException("The database is away.") : Task.CompletedTask,
        };
        var server = Own(await LifeServer.StartAsync(script));
        server.ExpectsErrors = true;

        await StartAsync(server, library, "alice");

        await script.UntilAsync("joined alice");
    }

    [SkippableTheory]
    [MemberData(nameof(SignalR))]
    public async Task FailsEveryTime_SignalRClientSaysWhy(ClientLibrary library)
    {
        var script = new LifeHub.Script { Joined = static _ => throw new ProtooException(503, "The database is away.") };
        var server = Own(await LifeServer.StartAsync(script));

        for (var attempt = 0; attempt < 5; attempt++)
        {
            var client = await StartAsync(server, library, $"alice{attempt}");
            Assert.Contains("ProtooException: 503: The database is away.", await UntilToldAsync(client), StringComparison.Ordinal);
            await client.CloseAsync();
        }
    }

    [SkippableTheory]
    [MemberData(nameof(SignalR))]
    public async Task Stopped_NegotiationIsRefused(ClientLibrary library)
    {
        var server = await StartRoomServerAsync();
        server.Services.GetRequiredService<IRoomRegistry<RoomHub>>().Stop();

        var client = await StartAsync(server, library, "alice", retries: 0);

        var next = await client.NextEventAsync();
        Assert.Equal("failed", next.Name);
        Assert.Contains("503", next.Detail, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Stopped_NegotiationIsSkipped_ClientSaysWhy()
    {
        var server = await StartRoomServerAsync();
        server.Services.GetRequiredService<IRoomRegistry<RoomHub>>().Stop();

        for (var attempt = 0; attempt < 20; attempt++)
        {
            var client = await StartAsync(server, ClientLibrary.SignalRWebSockets, $"alice{attempt}", retries: 0, skipsNegotiation: true);
            Assert.Contains("ProtooException: 503: The server takes no new connections.", await UntilToldAsync(client), StringComparison.Ordinal);
        }
    }

    // A client may report "open" before its error.
    private static async Task<string> UntilToldAsync(InteropClient client)
    {
        while (true)
        {
            var next = await client.NextEventAsync();
            if (next.Name != "open")
            {
                return $"{next.Name}: {next.Detail}";
            }
        }
    }
}
