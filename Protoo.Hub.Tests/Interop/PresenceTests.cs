namespace Protoo.Tests.Interop;

public sealed class PresenceTests(NodeProcess node) : InteropTest(node)
{
    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.All), MemberType = typeof(ClientLibraries))]
    public async Task Presence_PeerComesChangesGoes_EveryOtherPeerIsTold(ClientLibrary library)
    {
        var server = await StartRoomServerAsync();
        var clients = await JoinAllAsync(server);

        var guest = await JoinAsync(server, library, "guest");
        await guest.RequestAsync("setData", new { name = "Guest" });
        await guest.CloseAsync();

        foreach (var client in clients.Where(static client => client.Library.HasNotifications()))
        {
            AssertJson(new { peerId = "guest", data = new { } }, await client.ReceiveAsync("newPeer"));
            AssertJson(new { peerId = "guest", data = new { name = "Guest" } }, await client.ReceiveAsync("peerData"));
            AssertJson(new { peerId = "guest" }, await client.ReceiveAsync("peerClosed"));
            await ExpectNothingElseAsync(server, client, client.Library.ToString());
        }
    }

    [SkippableFact]
    public async Task GetPeers_EveryClient_SeesTheOrderOfJoining()
    {
        var server = await StartRoomServerAsync();
        var clients = await JoinAllAsync(server);
        foreach (var client in clients)
        {
            await client.RequestAsync("setData", new { library = client.Library.ToString() });
        }

        var peers = ClientLibraries.Everyone.Select(static library => new { peerId = library.ToString(), data = new { library = library.ToString() } });
        foreach (var client in clients)
        {
            AssertJson(new { peers, roomData = new { data = new { }, version = 0 } }, await client.RequestAsync("getPeers"));
        }
    }
}
