namespace Protoo.Tests.Interop;

public sealed class ReplacementTests(NodeProcess node) : InteropTest(node)
{
    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.Pairs), MemberType = typeof(ClientLibraries))]
    public async Task Join_PeerIsThere_OlderClientClosesForGood(ClientLibrary older, ClientLibrary newer)
    {
        var server = await StartRoomServerAsync();
        var first = await JoinAsync(server, older, "alice");
        await first.RequestAsync("setData", new { n = 1 });
        var watcher = await JoinAsync(server, ClientLibrary.ProtooClient4, "watcher");

        var second = await JoinAsync(server, newer, "alice");

        await first.ExpectAsync("close");
        AssertJson(
            new
            {
                peers = new object[] { new { peerId = "alice", data = new { n = 1 } }, new { peerId = "watcher", data = new { } } },
                roomData = new { data = new { }, version = 0 },
            },
            await second.RequestAsync("getPeers"));
        await ExpectNothingElseAsync(server, watcher, "watcher");
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.All), MemberType = typeof(ClientLibraries))]
    public async Task Join_PeerWasAsked_RequestToOlderClientEndsWith410(ClientLibrary library)
    {
        var server = await StartRoomServerAsync();
        var first = await JoinAsync(server, library, "alice", new() { ["wait"] = ClientAnswer.Never });
        var asking = await JoinAsync(server, ClientLibrary.ProtooClient4, "asking");
        if (library.HasNotifications())
        {
            await first.ReceiveAsync("newPeer");
        }

        var error = asking.RequestErrorAsync("request", new { peerId = "alice", method = "wait" });
        await first.ReceiveAsync("wait");

        await JoinAsync(server, library, "alice");

        Assert.Equal((410, "peer closed"), await error);
    }
}
