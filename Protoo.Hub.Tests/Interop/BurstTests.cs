using Microsoft.Extensions.DependencyInjection;
using Protoo.Server;

namespace Protoo.Tests.Interop;

/// <summary>A burst to clients that read.</summary>
public sealed class BurstTests(NodeProcess node) : InteropTest(node)
{
    private const int Notes = 200;

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.WithNotifications), MemberType = typeof(ClientLibraries))]
    public async Task Burst_OfLongNotifications_ArrivesWhole(ClientLibrary library)
    {
        var server = await StartRoomServerAsync();
        var client = await JoinAsync(server, library, "a");
        var rooms = server.Services.GetRequiredService<IRoomRegistry<RoomHub>>();
        var room = await rooms.GetRoomAsync("r") ?? throw new InvalidOperationException("There is no room.");

        var padding = new string('x', 50_000);
        var burst = Task.Run(async () =>
        {
            for (var i = 0; i < Notes; i++)
            {
                await room.NotifyAsync("note", new { i, padding });
            }
        });

        for (var i = 0; i < Notes; i++)
        {
            Assert.Equal(i, (await client.ReceiveAsync("note")).GetProperty("i").GetInt32());
        }

        await burst.DefaultTimeout();
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.WithNotifications), MemberType = typeof(ClientLibraries))]
    public async Task Burst_OfOneClient_ReachesAnother(ClientLibrary library)
    {
        var server = await StartRoomServerAsync();
        var receiver = await JoinAsync(server, ClientLibrary.ProtooClient4, "a");
        var sender = await JoinAsync(server, library, "b");
        await receiver.ReceiveAsync("newPeer");

        var padding = new string('x', 50_000);
        for (var i = 0; i < Notes; i++)
        {
            await sender.NotifyAsync("notify", new { method = "note", data = new { i, padding } });
        }

        for (var i = 0; i < Notes; i++)
        {
            Assert.Equal(i, (await receiver.ReceiveAsync("note")).GetProperty("data").GetProperty("i").GetInt32());
        }
    }
}
