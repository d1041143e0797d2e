using Protoo.Server;
using Protoo.Tests.Functional;

namespace Protoo.Tests.Interop;

public sealed class ClosingTests(NodeProcess node) : InteropTest(node)
{
    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.All), MemberType = typeof(ClientLibraries))]
    public async Task ClosePeer_EveryClient_ClosesForGood(ClientLibrary library)
    {
        var server = await StartRoomServerAsync();
        var watcher = await JoinAsync(server, ClientLibrary.ProtooClient4, "watcher");
        var alice = await JoinAsync(server, library, "alice");
        await watcher.ReceiveAsync("newPeer");

        Assert.True(await (await GetPeerAsync(server, "alice")).CloseAsync());

        await alice.ExpectAsync("close");
        AssertJson(new { peerId = "alice" }, await watcher.ReceiveAsync("peerClosed"));
        await ExpectNothingElseAsync(server, watcher, "watcher");
    }

    [SkippableFact]
    public async Task CloseRoom_EveryClient_ClosesForGood()
    {
        var server = await StartRoomServerAsync();
        var clients = await JoinAllAsync(server);

        Assert.True(await (await GetRoomAsync(server)).CloseAsync());

        foreach (var client in clients)
        {
            await client.ExpectAsync("close");
        }

        Assert.Null(await FindRoomAsync<RoomHub>(server));
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.All), MemberType = typeof(ClientLibraries))]
    public async Task ClosePeer_FromItsOwnRequest_AnswersFirst(ClientLibrary library)
    {
        var server = Own(await LifeServer.StartAsync(new LifeHub.Script
        {
            Methods =
            {
                ["leave"] = static async call =>
                {
                    await call.Peer.CloseAsync();
                    return "bye";
                },
            },
        }));
        var alice = await StartAsync(server, library, "alice");
        await alice.ExpectAsync("open");

        AssertJson("bye", await alice.RequestAsync("leave", new { }));

        await alice.ExpectAsync("close");
    }
}
