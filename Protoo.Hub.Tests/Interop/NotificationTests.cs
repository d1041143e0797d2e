namespace Protoo.Tests.Interop;

public sealed class NotificationTests(NodeProcess node) : InteropTest(node)
{
    private const int Notes = 20;

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.All), MemberType = typeof(ClientLibraries))]
    public async Task Notify_ByRequest_ReachesEveryOtherPeerOnce(ClientLibrary from)
    {
        var server = await StartRoomServerAsync();
        var clients = await JoinAllAsync(server);
        var sender = clients.Single(client => client.Library == from);

        await sender.RequestAsync("notify", new { method = "note", data = new { text = "\u00e4" } });

        foreach (var client in clients.Where(static client => client.Library.HasNotifications()))
        {
            if (client != sender)
            {
                AssertJson(new { peerId = from.ToString(), data = new { text = "\u00e4" } }, await client.ReceiveAsync("note"));
            }

            await ExpectNothingElseAsync(server, client, client.Library.ToString());
        }
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.WithNotifications), MemberType = typeof(ClientLibraries))]
    public async Task Notify_ByNotification_ReachesEveryOtherPeerInOrder(ClientLibrary from)
    {
        var server = await StartRoomServerAsync();
        var clients = await JoinAllAsync(server);
        var sender = clients.Single(client => client.Library == from);

        for (var i = 0; i < Notes; i++)
        {
            await sender.NotifyAsync("notify", new { method = "note", data = new { i } });
            await sender.NotifyAsync("setData", new { i });
        }

        foreach (var client in clients.Where(client => client.Library.HasNotifications() && client != sender))
        {
            for (var i = 0; i < Notes; i++)
            {
                AssertJson(new { peerId = from.ToString(), data = new { i } }, await client.ReceiveAsync("note"));
                AssertJson(new { peerId = from.ToString(), data = new { i } }, await client.ReceiveAsync("peerData"));
            }
        }
    }

    [SkippableTheory]
    [InlineData(ClientLibrary.ProtooClient3)]
    [InlineData(ClientLibrary.ProtooClient4)]
    public async Task Notify_OfWhatTakesRequestsOnly_AsksNobody(ClientLibrary from)
    {
        var server = await StartRoomServerAsync();
        var bob = await JoinAsync(server, ClientLibrary.ProtooClient4, "bob");
        var alice = await JoinAsync(server, from, "alice");

        await alice.NotifyAsync("request", new { peerId = "bob", method = "ask" });
        await alice.NotifyAsync("spread", new { method = "ask" });
        await alice.NotifyAsync("notify", new { method = "note" });

        AssertJson(new { peerId = "alice", data = new { } }, await bob.ReceiveAsync("newPeer"));
        AssertJson(new { peerId = "alice", data = new { } }, await bob.ReceiveAsync("note"));
        await ExpectNothingElseAsync(server, bob, "bob");
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.All), MemberType = typeof(ClientLibraries))]
    public async Task Notify_ToSomeOrExcluded_ReachesNobodyElse(ClientLibrary from)
    {
        var server = await StartRoomServerAsync();
        var clients = await JoinAllAsync(server);
        var sender = clients.Single(client => client.Library == from);
        string[] some = ["ProtooClient3", "SignalRWebSockets", "SignalRLongPolling", from.ToString(), "nobody"];

        await sender.RequestAsync("notify", new { method = "note", data = 1, to = some });
        await sender.RequestAsync("notify", new { method = "note", data = 2, excluded = some });
        await sender.RequestAsync("notify", new { method = "note", data = 3, to = some, excluded = new[] { "ProtooClient3" } });

        foreach (var client in clients.Where(static client => client.Library.HasNotifications()))
        {
            var peerId = client.Library.ToString();
            int[] expected = (client == sender, some.Contains(peerId), peerId == "ProtooClient3") switch
            {
                (true, _, _) => [],
                (_, true, true) => [1],
                (_, true, _) => [1, 3],
                _ => [2],
            };
            foreach (var data in expected)
            {
                AssertJson(new { peerId = from.ToString(), data }, await client.ReceiveAsync("note"));
            }

            await ExpectNothingElseAsync(server, client, peerId);
        }
    }

    [SkippableFact]
    public async Task Notify_ClientWithoutNotifications_IgnoresThem()
    {
        var server = await StartRoomServerAsync();
        var alice = await JoinAsync(server, ClientLibrary.ProtooClient2, "alice");

        await (await GetPeerAsync(server, "alice")).NotifyAsync("note", new { a = 1 });

        AssertJson(1, await alice.RequestAsync("echo", 1));
    }
}
